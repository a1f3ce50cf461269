// What goes wrong with an owner's tokens. Like the relay's problems: fixed words, and nothing secret can get into them.

const details = {
  'not-linked': 'This owner has not linked an account.',
  'relink-needed': 'This owner has to link the account again.',
  'code-refused': 'The service does not accept this code: it is good once, and for a minute.',
  'client-refused': 'The service refuses this client: look at clientId and clientSecret.',
  'service-failed': 'The service gave no tokens. This is tried again.',
  'refresh-late': 'Another instance is refreshing this token, and has not finished.',
  'store-failed': 'The store did not do what it was asked for.',
  'wrong-key': 'What is stored for this owner was sealed with another key, or for another owner.',
} as const;

export type TokensErrorCode = keyof typeof details;

export class TokensError extends Error {
  override readonly name = 'TokensError';
  readonly code: TokensErrorCode;
  /** A short code: of the platform (`ECONNREFUSED`), of the service (`invalid_client`) or a status (`503`). */
  readonly reason: string | undefined;

  constructor(code: TokensErrorCode, reason?: string) {
    super(details[code]);
    this.code = code;
    this.reason = reason;
  }
}
