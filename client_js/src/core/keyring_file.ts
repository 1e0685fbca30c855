/** The keys file: what a device keeps beside its vault, wrapped in its own storage. protocol.md 11.1. */

import { type Bytes, concat, equal, padToMultiple, type Random, unpad, utf8, wipe } from './bytes.ts';
import { isWhole, openCommitted, type Purpose, sealCommitted } from './committed.ts';
import { decodeFirst, encode } from './encoding.ts';
import { DamagedVault, ForeignVault, RemoteFault, UnsupportedVault, VaultFault } from './errors.ts';
import { belongTogether, HEADS, type HeadSeen } from './heads.ts';
import { label } from './labels.ts';
import { bin, binUpTo, decodeAs, encodeAs, list, oneOf, row, uint } from './shapes.ts';

const MAGIC = utf8('noview keys\n');
const VERSION = 1;
const STEP = 4096;
const FILE_MOST = 65_536;
const ENVELOPE_MOST = 16_384;
export const SEALING_KEYS_MOST = 8;

const HEADER = row({ version: uint(), device: bin(32) });
const envelope = binUpTo(ENVELOPE_MOST);
const CONTENT = row({
  format: oneOf(1),
  certificate: envelope,
  warrant: envelope,
  keys: list(row({ envelope, seed: bin(32), until: uint() }), SEALING_KEYS_MOST),
  heads: HEADS,
});

/** A sealing key of this device. */
export interface SealingPair {
  /** Of kind 8, signed by the device. */
  readonly envelope: Bytes;
  /** X-Wing seed, 32 bytes. */
  readonly seed: Bytes;
  /** When it is destroyed, in seconds. */
  readonly until: number;
}

export interface KeysContent {
  /** Newer than the vault's; empty where there is none. */
  readonly certificate: Bytes;
  readonly warrant: Bytes;
  /** In the order in which they were made. */
  readonly keys: readonly SealingPair[];
  readonly heads: readonly HeadSeen[];
}

/** Whose file it is, and the secret (32 bytes) that it is wrapped with. */
export interface KeysOwner {
  readonly organisation: Bytes;
  /** The device's fingerprint. */
  readonly device: Bytes;
  readonly storage: Bytes;
}

const purposeOf = ({ organisation }: KeysOwner): Purpose => ({
  commit: label.keysCommit,
  key: label.keysKey,
  context: [organisation],
});

export function wrapKeys(owner: KeysOwner, content: KeysContent, random: Random): Bytes {
  const header = concat(MAGIC, encode([VERSION, owner.device]));
  const plain = encodeAs(CONTENT, { format: 1, ...content });
  const padded = padToMultiple(plain, STEP);
  const sealed = sealCommitted(owner.storage, purposeOf(owner), header, padded, random);
  wipe(plain, padded);
  return concat(header, sealed);
}

/**
 * What the file holds. Raises ForeignVault (no keys file, or another device's), UnsupportedVault
 * (another version), DamagedVault.
 */
export function unwrapKeys(owner: KeysOwner, raw: Bytes): KeysContent {
  if (!MAGIC.every((byte, at) => raw[at] === byte)) throw new ForeignVault();
  if (raw.length > FILE_MOST) throw new DamagedVault();
  try {
    const first = decodeFirst(raw.slice(MAGIC.length));
    const header = HEADER.read(first.value);
    if (header.version !== VERSION) throw new UnsupportedVault();
    if (!equal(header.device, owner.device)) throw new ForeignVault();
    const end = MAGIC.length + first.length;
    const [data, sealed] = [raw.slice(0, end), raw.slice(end)];
    if (!isWhole(sealed, STEP)) throw new DamagedVault();
    return contentOf(unpad(openCommitted(owner.storage, purposeOf(owner), data, sealed)));
  } catch (error) {
    if (error instanceof RemoteFault && !(error instanceof VaultFault)) throw new DamagedVault();
    throw error;
  }
}

function contentOf(plain: Bytes): KeysContent {
  const { format: _, ...content } = decodeAs(CONTENT, plain);
  if (!belongTogether(content.heads)) throw new DamagedVault();
  return content;
}
