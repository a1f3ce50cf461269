import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { TokenEndpoint, type LinkRecord, type OAuthOptions } from './oauth.js';
import { RandomSource } from './random.js';
import { start } from './test-support.js';
import { TokenBook } from './tokens.js';

interface Answer {
  status: number;
  body: { access_token: string; refresh_token: string; expires_in: number; error?: string };
}

const client = { client_id: 'app', client_secret: 'precious' };
const oauth: OAuthOptions = {
  clientId: 'app',
  clientSecret: 'precious',
  refreshTokens: ['linked'],
};

/** A token endpoint in virtual time. */
function endpoint(options: Partial<OAuthOptions> = {}) {
  let seconds = 0;
  const now = (): number => seconds * 1000;
  const tokens = new TokenBook(new RandomSource(), now);
  const served = new TokenEndpoint({ ...oauth, ...options }, tokens, new RandomSource(), now);
  return {
    code: () => served.issueCode({ devices: ['hall'] }),
    pass: (after: number): void => void (seconds += after),
    sees: (token: string): string[] | undefined | null => {
      const scope = tokens.scopeOf(`Bearer ${token}`);
      return scope === undefined ? null : scope.devices;
    },
    ask(fields: Record<string, string>, type = 'application/x-www-form-urlencoded'): Answer {
      const form = new URLSearchParams({ ...client, ...fields }).toString();
      const { status, body } = served.answer(type, form);
      return { status, body: JSON.parse(String(body ?? '')) as Answer['body'] };
    },
  };
}

const refresh = (token: string) => ({ grant_type: 'refresh_token', refresh_token: token });
const redeem = (code: string) => ({ grant_type: 'authorization_code', code });

test('a code brings tokens once, within a minute, for the devices that were chosen', () => {
  const it = endpoint();
  const code = it.code();
  const late = it.code();
  it.pass(59);
  const { status, body } = it.ask(redeem(code));
  assert.equal(status, 200);
  assert.equal(body.expires_in, 14_400);
  assert.deepEqual(it.sees(body.access_token), ['hall']);
  assert.deepEqual(it.ask(redeem(code)).body, { error: 'invalid_grant' });
  it.pass(1);
  assert.deepEqual(it.ask(redeem(late)).body, { error: 'invalid_grant' });
});

test('an access token dies at its time, and not before', () => {
  const it = endpoint({ tokenSeconds: 5 });
  const { access_token: token } = it.ask(refresh('linked')).body;
  it.pass(4.9);
  assert.equal(it.sees(token), undefined); // every device
  it.pass(0.1);
  assert.equal(it.sees(token), null);
});

test('a refresh token is dead after its use, and brings the next one; after thirty days it is dead too', () => {
  const it = endpoint();
  const { refresh_token: next, access_token: token } = it.ask(refresh('linked')).body;
  assert.deepEqual(it.ask(refresh('linked')), { status: 400, body: { error: 'invalid_grant' } });
  assert.equal(it.sees(next), null, 'a refresh token is no bearer');
  assert.deepEqual(it.ask(refresh(token)).body, { error: 'invalid_grant' });
  it.pass(30 * 24 * 3600 - 1);
  const third = it.ask(refresh(next));
  assert.equal(third.status, 200);
  it.pass(30 * 24 * 3600);
  assert.equal(it.ask(refresh(third.body.refresh_token)).status, 400);
});

test('a stranger gets nothing, and does not use up the token that it brought', () => {
  const it = endpoint();
  for (const wrong of [{ client_id: 'other' }, { client_secret: 'guess' }, { client_secret: '' }]) {
    const { status, body } = it.ask({ ...refresh('linked'), ...wrong });
    assert.deepEqual([status, body], [401, { error: 'invalid_client' }]);
  }
  assert.equal(it.ask(refresh('linked')).status, 200);
});

test('requests that make no sense get the errors of RFC 6749', () => {
  const it = endpoint();
  const errorOf = (fields: Record<string, string>, type?: string): string | undefined =>
    it.ask(fields, type).body.error;
  assert.equal(errorOf({}), 'invalid_request');
  assert.equal(errorOf({ grant_type: 'refresh_token' }), 'invalid_request');
  assert.equal(errorOf({ grant_type: 'password' }), 'unsupported_grant_type');
  assert.equal(errorOf(refresh('linked'), 'application/json'), 'invalid_request');
});

async function ask(
  t: TestContext,
  fields: Record<string, string>,
): Promise<[number, string | null, string]> {
  const { simulator } = await start(t, { oauth });
  const url = `${simulator.origin}/oauth/token`;
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
  return [response.status, response.headers.get('Cache-Control'), await response.text()];
}

test('over HTTP the tokens come once and are kept by nobody: a bearer from there opens and closes a session', async (t) => {
  const { simulator, client: viewer } = await start(t, { oauth });
  const url = `${simulator.origin}/oauth/token`;
  const form = { ...client, ...redeem(simulator.issueCode()) };
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  assert.equal(response.headers.get('Cache-Control'), 'no-store');
  const { access_token: token } = (await response.json()) as Answer['body'];
  const headers = { Authorization: `Bearer ${token}` };
  const opened = await viewer.post(undefined, { headers });
  assert.equal(opened.status, 201);
  assert.equal((await viewer.delete(opened.headers.get('Location'), { headers })).status, 200);
  assert.ok(!JSON.stringify(simulator.ledger.view()).includes(token));
  assert.deepEqual(simulator.leaks(), []);
  assert.equal((await fetch(url)).status, 405);
});

test('over HTTP a stranger is told 401 in JSON, and a body without end is refused', async (t) => {
  const wrong = { ...client, client_secret: 'guess', ...refresh('linked') };
  assert.deepEqual(await ask(t, wrong), [401, 'no-store', '{"error":"invalid_client"}']);
  const [status] = await ask(t, { ...client, ...refresh('x'.repeat(20_000)) });
  assert.equal(status, 400);
});

test('without a client there is no token endpoint', async (t) => {
  const { simulator } = await start(t);
  const response = await fetch(`${simulator.origin}/oauth/token`, { method: 'POST' });
  assert.equal(response.status, 404);
});

test('the ledger of links counts what was used, and what was sent again after its use', async (t) => {
  const { simulator } = await start(t, { oauth });
  const send = async (fields: Record<string, string>): Promise<Answer['body']> => {
    const body = new URLSearchParams({ ...client, ...fields });
    const url = `${simulator.origin}/oauth/token`;
    return (await (await fetch(url, { method: 'POST', body })).json()) as Answer['body'];
  };
  const { refresh_token: first } = await send(redeem(simulator.issueCode({ devices: ['hall'] })));
  const { refresh_token: second } = await send(refresh(first));
  assert.equal((await send(refresh(first))).error, 'invalid_grant');
  await send(refresh(second));
  const [given, link, ...more] = simulator.oauth.links();
  assert.deepEqual([given?.grants, more], [0, []]);
  assert.deepEqual(
    { ...link, grantedAt: 0 },
    { devices: ['hall'], grantedAt: 0, grants: 3, replays: 1 },
  );
});

test('a request for tokens can be slow, refused, or cut before or after the tokens were made', async (t) => {
  const { simulator } = await start(t, { oauth });
  const url = `${simulator.origin}/oauth/token`;
  const ask = (): Promise<Response> =>
    fetch(url, { method: 'POST', body: new URLSearchParams({ ...client, ...refresh('linked') }) });
  const grants = (): number | undefined => simulator.oauth.links()[0]?.grants;

  simulator.oauth.onRequest({ cut: 'before' });
  simulator.oauth.onRequest({ reply: { status: 500 } });
  await assert.rejects(ask());
  assert.equal((await ask()).status, 500);
  assert.equal(grants(), 0);
  const control = `${simulator.origin}/control`;
  const order = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
  const body = JSON.stringify({ cut: 'after', delaySeconds: 0.05, times: 1 });
  assert.equal((await fetch(`${control}/token-faults`, { ...order, body })).status, 200);
  const before = performance.now();
  await assert.rejects(ask());
  assert.ok(performance.now() - before >= 45);
  assert.equal(grants(), 1);
  assert.equal((await ask()).status, 400);
  const { links } = (await (await fetch(`${control}/links`)).json()) as { links: LinkRecord[] };
  assert.deepEqual([links[0]?.grants, links[0]?.replays], [1, 1]);
});

test('a reset forgets the links and the faults', async (t) => {
  const { simulator } = await start(t, { oauth });
  simulator.issueCode();
  simulator.oauth.onRequest({ cut: 'before' });
  simulator.reset();
  assert.equal(simulator.oauth.links().length, 1);
  const body = new URLSearchParams({ ...client, ...refresh('linked') });
  const response = await fetch(`${simulator.origin}/oauth/token`, { method: 'POST', body });
  assert.equal(response.status, 200);
});
