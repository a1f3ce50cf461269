// What is sealed by Node's own cryptography, and what by WebCrypto, where that is all there is.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { Sealer } from '../../web/src/relay/seal.js';

type Builtin = NonNullable<typeof process.getBuiltinModule>;

const secret = new Uint8Array(randomBytes(32));
const onNode = (purpose = 'test'): Sealer => new Sealer([secret], purpose);

/** A sealer, used once while the platform gives this in place of Node's module. */
async function elsewhere(given: (real: object) => unknown): Promise<Sealer> {
  const real = process.getBuiltinModule.bind(process);
  process.getBuiltinModule = ((name: string) => given(real(name) as object)) as Builtin;
  try {
    const sealer = onNode();
    await sealer.seal('first', 'door');
    return sealer;
  } finally {
    process.getBuiltinModule = real as Builtin;
  }
}

/** How often the wide platform's cipher is asked. */
async function webCalls(t: { mock: typeof import('node:test').mock }, run: () => Promise<void>) {
  const calls = t.mock.method(crypto.subtle, 'encrypt');
  await run();
  return calls.mock.callCount();
}

describe('seals', () => {
  test('of Node and of other platforms open each other', async () => {
    const web = await elsewhere(() => undefined);
    for (const text of ['', 'a', 'grüß dich', 'x'.repeat(5000)]) {
      assert.equal(await web.open(await onNode().seal(text, 'tür'), 'tür'), text);
      assert.equal(await onNode().open(await web.seal(text, 'tür'), 'tür'), text);
      assert.equal(await onNode().open(await web.seal(text, 'tür'), 'gate'), undefined);
    }
  });

  test('are made at once on Node, and by WebCrypto where that module is missing or does something else', async (t) => {
    const sealer = onNode();
    await sealer.seal('first', 'door');
    assert.equal(await webCalls(t, async () => void (await sealer.seal('second', 'door'))), 0);
    const broken = [
      () => undefined,
      () => ({}),
      (real: object) => ({ ...real, hkdfSync: () => new ArrayBuffer(32) }),
    ];
    for (const given of broken) {
      const other = await elsewhere(given);
      assert.equal(await onNode().open(await other.seal('text', 'door'), 'door'), 'text');
    }
  });

  test('that were cut, changed or sealed for something else do not open', async () => {
    const sealer = onNode();
    const sealed = await sealer.seal('text', 'door');
    const bytes = Buffer.from(sealed, 'base64url');
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = bytes.subarray(0, length).toString('base64url');
      assert.equal(await sealer.open(cut, 'door'), undefined, `cut to ${String(length)}`);
    }
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.equal(await sealer.open(changed.toString('base64url'), 'door'), undefined);
    }
    assert.equal(await onNode('other').open(sealed, 'door'), undefined);
    assert.equal(await sealer.open(sealed, 'gate'), undefined);
    assert.equal(await sealer.open(sealed, 'door'), 'text');
  });
});
