import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind, type Bytes, concat, fromHex, hex, u64, utf8 } from '../../../client_js/src/core/bytes.ts';
import { openCommitted, sealCommitted } from '../../../client_js/src/core/committed.ts';
import { Kind, signInput } from '../../../client_js/src/core/document_types.ts';
import { NotOpened } from '../../../client_js/src/core/errors.ts';
import { deskProofInput } from '../../../client_js/src/core/frames.ts';
import { label } from '../../../client_js/src/core/labels.ts';
import {
  digest,
  ed25519Public,
  expand,
  expandRaw,
  extract,
  sha256,
  sign,
  verify,
  x25519,
  x25519Public,
  xchachaOpen,
  xchachaSeal,
  xwingDecapsulate,
  xwingEncapsulate,
  xwingPublic,
} from '../../../client_js/src/core/primitives.ts';
import { keySchedule, openSealed, seal, SEALING_OVERHEAD } from '../../../client_js/src/core/sealing.ts';
import { contains, flipped, pick, seeded } from './helpers.ts';
import published from './published.json' with { type: 'json' };

const random = seeded('primitives');
const LABELS = Object.values(label);

test('HKDF gives what RFC 5869 A.1 says', () => {
  const { ikm, salt, info, prk, okm } = published.rfc5869;
  assert.equal(hex(extract(fromHex(salt), fromHex(ikm))), prk);
  assert.equal(hex(expandRaw(fromHex(prk), fromHex(info), 42)), okm);
});

test('H and Expand are what protocol.md 1.3 says, from plain parts', () => {
  const part = random(9);
  assert.deepEqual(digest(label.ask, part), sha256(bind('noview/1 ask', part)));
  const key = random(32);
  const info = bind('noview/1 next', part);
  assert.deepEqual(expand(key, label.next, part), expandRaw(key, info, 32));
});

test('X25519 gives what RFC 7748 6.1 says', () => {
  const { alice, bobPublic, shared } = published.rfc7748;
  assert.equal(hex(x25519(fromHex(alice), fromHex(bobPublic))), shared);
});

test('X25519 refuses every public key that would give an all-zero result', () => {
  const small = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '0000000000000000000000000000000000000000000000000000000000000080',
  ];
  for (const key of small) assert.throws(() => x25519(random(32), fromHex(key)), NotOpened, key);
  for (const length of [0, 31, 33]) {
    assert.throws(() => x25519(random(32), random(length)), NotOpened);
  }
  const [a, b] = [random(32), random(32)];
  assert.deepEqual(x25519(a, x25519Public(b)), x25519(b, x25519Public(a)));
});

test('a52: Ed25519 decides every disputed signature as the relay’s library does', () => {
  for (const [at, vector] of published.ed25519.entries()) {
    const { publicKey, message, signature, good } = vector;
    const verdict = verify(fromHex(publicKey), fromHex(message), fromHex(signature));
    assert.equal(verdict, good, `case ${at}`);
  }
});

test('a signature holds for its own bytes only', () => {
  const seed = random(32);
  const key = ed25519Public(seed);
  const input = bind(label.deskProof, random(32));
  const signature = sign(seed, input);
  assert.ok(verify(key, input, signature));
  for (let i = 0; i < 24; i += 1) {
    assert.ok(!verify(key, input, flipped(signature, pick(random, 512))));
    assert.ok(!verify(flipped(key, pick(random, 256)), input, signature));
    assert.ok(!verify(key, flipped(input, pick(random, input.length * 8)), signature));
  }
  assert.ok(!verify(key.slice(1), input, signature));
  assert.ok(!verify(key, input, signature.slice(1)));
});

test('X-Wing gives what its draft says', () => {
  for (const vector of [published.xwing, published.hpkePq]) {
    const coins = fromHex(vector.coins);
    assert.equal(hex(xwingPublic(fromHex(vector.seed))), vector.publicKey);
    const { enc, shared } = xwingEncapsulate(fromHex(vector.publicKey), () => coins);
    assert.equal(hex(enc), vector.enc);
    assert.equal(hex(shared), vector.shared);
    assert.equal(hex(xwingDecapsulate(fromHex(vector.seed), enc)), vector.shared);
  }
});

test('the key schedule gives what RFC 9180 A.2.1 and the post-quantum draft say', () => {
  for (const { kem, shared, info, key, nonce } of [
    published.rfc9180,
    { ...published.hpkePq, kem: published.hpkePq.kem },
  ]) {
    const schedule = keySchedule(kem, fromHex(shared), fromHex(info));
    assert.equal(hex(schedule.key), key);
    assert.equal(hex(schedule.nonce), nonce);
  }
});

test('what is sealed opens with its key and its info, changed in no bit', () => {
  const seed = random(32);
  const publicKey = xwingPublic(seed);
  const info = bind(label.knock, random(32));
  for (const length of [0, 1, 32, 2960]) {
    const plaintext = random(length);
    const sealed = seal(publicKey, info, plaintext, random);
    assert.equal(sealed.length, length + SEALING_OVERHEAD);
    assert.deepEqual(openSealed(seed, info, sealed), plaintext);
    assert.throws(() => openSealed(random(32), info, sealed), NotOpened);
    assert.throws(() => openSealed(seed, bind(label.knock, random(32)), sealed), NotOpened);
    for (let i = 0; i < 12; i += 1) {
      const changed = flipped(sealed, pick(random, sealed.length * 8));
      assert.throws(() => openSealed(seed, info, changed), NotOpened);
    }
    for (const cut of [0, 1, 1119, SEALING_OVERHEAD - 1, sealed.length - 1]) {
      assert.throws(() => openSealed(seed, info, sealed.slice(0, cut)), NotOpened);
    }
  }
});

test('a15: each half of a sealing counts: neither can be swapped, zeroed or left out', () => {
  const seed = random(32);
  const publicKey = xwingPublic(seed);
  const info = bind(label.hello);
  const one = seal(publicKey, info, utf8('one'), random);
  const two = seal(publicKey, info, utf8('two'), random);
  const lattice = 1088;
  const mixes = [
    concat(two.slice(0, lattice), one.slice(lattice)),
    concat(one.slice(0, lattice), two.slice(lattice, 1120), one.slice(1120)),
    concat(new Uint8Array(lattice), one.slice(lattice)),
    concat(one.slice(0, lattice), new Uint8Array(32), one.slice(1120)),
    one.slice(lattice),
  ];
  for (const mix of mixes) assert.throws(() => openSealed(seed, info, mix), NotOpened);
  const other = xwingPublic(random(32));
  for (const key of [
    concat(other.slice(0, 1184), publicKey.slice(1184)),
    concat(publicKey.slice(0, 1184), other.slice(1184)),
  ]) {
    assert.throws(() => openSealed(seed, info, seal(key, info, utf8('x'), random)), NotOpened);
  }
});

test('a sealing key out of range is refused', () => {
  const publicKey = xwingPublic(random(32));
  const wrong = [
    publicKey.slice(1),
    new Uint8Array(1216).fill(255),
    concat(publicKey.slice(0, 1184), new Uint8Array(32)),
  ];
  for (const key of wrong) {
    assert.throws(() => seal(key, bind(label.knock), utf8('x'), random), NotOpened);
  }
});

test('XChaCha20-Poly1305 opens only what was sealed with the same key, nonce and data', () => {
  const [key, nonce, data, plaintext] = [random(32), random(24), random(10), random(100)];
  const sealed = xchachaSeal(key, nonce, data, plaintext);
  assert.deepEqual(xchachaOpen(key, nonce, data, sealed), plaintext);
  assert.throws(() => xchachaOpen(random(32), nonce, data, sealed), NotOpened);
  assert.throws(() => xchachaOpen(key, random(24), data, sealed), NotOpened);
  assert.throws(() => xchachaOpen(key, nonce, random(10), sealed), NotOpened);
  assert.throws(() => xchachaOpen(key, nonce, data, sealed.slice(0, 15)), NotOpened);
  assert.throws(() => xchachaOpen(key, nonce, data, flipped(sealed, 3)), NotOpened);
});

test('a18: a ciphertext with somebody else’s commitment is refused before it is opened', () => {
  const purpose = { commit: label.commit, key: label.frameKey, context: [random(32)] };
  const [one, two] = [random(32), random(32)];
  const sealed = sealCommitted(one, purpose, u64(1), utf8('hello'), random);
  assert.deepEqual(openCommitted(one, purpose, u64(1), sealed), utf8('hello'));
  assert.throws(() => openCommitted(two, purpose, u64(1), sealed), NotOpened);
  // Even a body that opens under the second key does not pass with the first one's commitment.
  const other = sealCommitted(two, purpose, u64(1), utf8('other'), random);
  const mixed = concat(sealed.slice(0, 32), other.slice(32));
  assert.throws(() => openCommitted(two, purpose, u64(1), mixed), NotOpened);
  assert.throws(() => openCommitted(one, purpose, u64(1), mixed), NotOpened);
});

test('a16: what is signed under one label holds under no other', () => {
  const seed = random(32);
  const key = ed25519Public(seed);
  const [organisation, payload] = [random(32), random(80)];
  const inputs: [string, Bytes][] = [
    ...Object.entries(Kind).map(([name, kind]): [string, Bytes] => [
      name,
      signInput(kind, organisation, payload),
    ]),
    ['desk proof', deskProofInput(organisation, payload, random(0))],
    ...LABELS.map((one): [string, Bytes] => [one, bind(one, organisation, payload, u64(1))]),
  ];
  for (const [name, input] of inputs) {
    const signature = sign(seed, input);
    for (const [other, against] of inputs) {
      assert.equal(verify(key, against, signature), name === other, `${name} / ${other}`);
    }
  }
});

test('a16: hashes and derived keys differ under every label', () => {
  const key = random(32);
  const parts = [random(32), random(32)];
  assert.equal(new Set(LABELS.map((one) => hex(digest(one, ...parts)))).size, LABELS.length);
  assert.equal(new Set(LABELS.map((one) => hex(expand(key, one, ...parts)))).size, LABELS.length);
});

test('a16: what is sealed or encrypted under one label opens under no other', () => {
  const seed = random(32);
  const publicKey = xwingPublic(seed);
  const context = [random(32)];
  const sealings = [label.knock, label.hello, label.invitation, label.refresh, label.packetKey];
  for (const one of sealings) {
    const sealed = seal(publicKey, bind(one, ...context), utf8('x'), random);
    for (const other of sealings) {
      const open = (): Bytes => openSealed(seed, bind(other, ...context), sealed);
      if (one === other) assert.deepEqual(open(), utf8('x'));
      else assert.throws(open, NotOpened);
    }
  }
  const purposes = [
    { commit: label.commit, key: label.frameKey, context },
    { commit: label.packetCommit, key: label.packetBody, context },
    { commit: label.vaultCommit, key: label.vaultKey, context },
  ];
  const key = random(32);
  for (const one of purposes) {
    const sealed = sealCommitted(key, one, random(0), utf8('x'), random);
    for (const other of purposes) {
      const open = (): Bytes => openCommitted(key, other, random(0), sealed);
      if (one === other) assert.deepEqual(open(), utf8('x'));
      else assert.throws(open, NotOpened);
    }
  }
});

test('errors of the primitives carry no words of theirs and no bytes of ours', () => {
  const key = random(32);
  try {
    x25519(key, new Uint8Array(32));
    assert.fail('computed');
  } catch (error) {
    assert.ok(error instanceof NotOpened);
    assert.equal(error.message, 'not-opened');
    assert.ok(!contains(utf8(error.message), utf8(hex(key))));
  }
});
