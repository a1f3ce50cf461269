/** What a person gave cannot be used. The message is for that person: one sentence that names the place. */
export class BadInput extends Error {}
