/**
 * The primitives of the TypeScript side against published vectors: cases come in on standard input
 * as lines `function input input …` in hexadecimal (`-` for nothing), and for each a line goes out:
 * the result, `refused`, or `absent` for a function that this side has not. tools/vectors_external.py
 */

import { createInterface } from 'node:readline';
import { sha3_256, shake256 } from '@noble/hashes/sha3.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { type Bytes, concat, equal, fromHex, hex } from '../../../client_js/src/core/bytes.ts';
import * as primitives from '../../../client_js/src/core/primitives.ts';
import { keySchedule } from '../../../client_js/src/core/sealing.ts';

const YES = Uint8Array.of(1);
const whole = (raw: Bytes): number => parseInt(hex(raw), 16);
const refuse = (): never => {
  throw new Error('refused');
};

type Work = (...inputs: readonly Bytes[]) => Bytes | Promise<Bytes>;
const NONE = new Uint8Array(0);

function function_(name: string): Work | undefined {
  switch (name) {
    case 'sha256':
      return (message = NONE) => primitives.sha256(message);
    case 'sha512':
      return (message = NONE) => sha512(message);
    case 'sha3_256':
      return (message = NONE) => sha3_256(message);
    case 'shake256':
      return (message = NONE, size = NONE) => shake256(message, { dkLen: whole(size) });
    case 'hmac':
      return (key = NONE, message = NONE) => primitives.extract(key, message);
    case 'hmac_not':
      return (key = NONE, message = NONE, tag = NONE) =>
        equal(primitives.extract(key, message), tag) ? YES : refuse();
    case 'hkdf':
      return (secret = NONE, salt = NONE, info = NONE, size = NONE) =>
        primitives.expandRaw(primitives.extract(salt, secret), info, whole(size));
    case 'x25519':
      return (secret = NONE, point = NONE) => primitives.x25519(secret, point);
    case 'ed25519_sign':
      return (seed = NONE, message = NONE) => primitives.sign(seed, message);
    case 'ed25519_verify':
      return (key = NONE, message = NONE, signature = NONE) =>
        primitives.verify(key, message, signature) ? YES : refuse();
    case 'chacha_open':
      return (key = NONE, nonce = NONE, sealed = NONE) => primitives.chachaOpen(key, nonce, sealed);
    case 'xchacha_open':
      return (key = NONE, nonce = NONE, aad = NONE, sealed = NONE) =>
        primitives.xchachaOpen(key, nonce, aad, sealed);
    case 'argon2id':
      return (phrase = NONE, salt = NONE, iterations = NONE, memory = NONE) =>
        primitives.argon2id(phrase, salt, whole(iterations), whole(memory), () => undefined);
    case 'mlkem_public':
      return (seed = NONE) => ml_kem768.keygen(seed).publicKey;
    case 'mlkem_open':
      return (seed = NONE, sealed = NONE) =>
        ml_kem768.decapsulate(sealed, ml_kem768.keygen(seed).secretKey);
    case 'mlkem_seal':
      return (key = NONE, message = NONE) => {
        const { cipherText, sharedSecret } = ml_kem768.encapsulate(key, message);
        return concat(cipherText, sharedSecret);
      };
    case 'xwing_public':
      return (seed = NONE) => primitives.xwingPublic(seed);
    case 'xwing_open':
      return (seed = NONE, enc = NONE) => primitives.xwingDecapsulate(seed, enc);
    case 'hpke_keys':
      return (shared = NONE, info = NONE) => {
        const { key, nonce } = keySchedule(0x647a, shared, info);
        return concat(key, nonce);
      };
    default:
      return undefined;
  }
}

async function answer(line: string): Promise<string> {
  const [name = '', ...inputs] = line.split(' ');
  const work = function_(name);
  if (work === undefined) return 'absent';
  try {
    return hex(await work(...inputs.map((one) => (one === '-' ? NONE : fromHex(one))))) || '-';
  } catch {
    return 'refused';
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${await answer(line)}\n`);
}
