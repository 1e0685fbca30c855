/** A passphrase-locked file with the keys of one person. protocol.md 11. */

import { type Bytes, concat, padToMultiple, type Random, unpad, utf8, wipe } from './bytes.ts';
import {
  commits,
  isWhole,
  openCommitted,
  type Purpose,
  sealCommitted,
} from './committed.ts';
import { decode, decodeFirst } from './encoding.ts';
import {
  DamagedVault,
  ForeignVault,
  LocalFault,
  RemoteFault,
  UnsupportedVault,
  VaultFault,
  WrongPassphrase,
} from './errors.ts';
import { label } from './labels.ts';
import { argon2id } from './primitives.ts';
import {
  bin,
  binUpTo,
  characters,
  encodeAs,
  list,
  oneOf,
  row,
  type Shape,
  text,
  uint,
} from './shapes.ts';

const MAGIC = utf8('noview vault\n');
const ITERATIONS = 3;
const MEMORY_KIB = 65_536;
export const PASSPHRASE_LEAST = 14;
const STEP = 512;
const VAULT_MOST = 65_536;
const ENVELOPE_MOST = 16_384;

const HEADER = row({
  version: uint(),
  kind: text(64),
  iterations: uint(),
  memoryKiB: uint(),
  salt: bin(16),
});
const ROOT = row({ format: oneOf(1), organisation: bin(0, 32), seed: bin(32) });
const ADMINISTRATOR = row({
  format: oneOf(2),
  organisation: bin(0, 32),
  seed: bin(32),
  officeSeed: bin(32),
});
const DEVICE = row({
  format: oneOf(2),
  organisation: bin(32),
  relay: text(2048),
  desk: bin(16),
  identity: bin(32),
  signing: bin(32),
  inbox: bin(32),
  storage: bin(32),
  certificate: binUpTo(ENVELOPE_MOST),
  warrant: binUpTo(ENVELOPE_MOST),
});

const STATISTICS = row({
  format: oneOf(1),
  organisation: bin(32),
  seeds: list(row({ seed: bin(32), until: uint() }), 8, 1),
});

/** Kind `root`: an Ed25519 seed; the organisation is empty before it has one. */
export interface RootVault {
  readonly kind: 'root';
  readonly organisation: Bytes;
  readonly seed: Bytes;
}

/** Kind `administrator`: an Ed25519 seed that signs, and an X-Wing seed that opens directories. */
export interface AdministratorVault {
  readonly kind: 'administrator';
  /** Empty before it has one. */
  readonly organisation: Bytes;
  readonly seed: Bytes;
  readonly officeSeed: Bytes;
}

/** Kind `device`: everything a staff device is but its sealing keys (keyring.ts). */
export interface DeviceVault {
  readonly kind: 'device';
  readonly organisation: Bytes;
  /** The relay's address. */
  readonly relay: string;
  readonly desk: Bytes;
  /** Private keys: X25519, Ed25519, and the secret that inbox capabilities come from. */
  readonly identity: Bytes;
  readonly signing: Bytes;
  readonly inbox: Bytes;
  /** What the keys file is wrapped with. */
  readonly storage: Bytes;
  /** The certificate envelope; empty until the device is certified. */
  readonly certificate: Bytes;
  /** The warrant envelope; empty where the device has none. */
  readonly warrant: Bytes;
}

/** Kind `statistics`: what opens the organisation's numbers, and nothing else of it. */
export interface StatisticsVault {
  readonly kind: 'statistics';
  readonly organisation: Bytes;
  /** X-Wing seeds, oldest first; `until` is 0 for the newest. */
  readonly seeds: readonly { readonly seed: Bytes; readonly until: number }[];
}

export type VaultContent = RootVault | AdministratorVault | DeviceVault | StatisticsVault;

/** Told how far Argon2id is, from 0 to 1, so that a screen can show it. */
export type Progress = (done: number) => void;

const PURPOSE: Purpose = { commit: label.vaultCommit, key: label.vaultKey, context: [] };

function vaultKey(passphrase: string, salt: Bytes, progress: Progress): Promise<Bytes> {
  return argon2id(utf8(passphrase.normalize('NFKC')), salt, ITERATIONS, MEMORY_KIB, progress);
}

/** The bytes of a vault. Raises LocalFault("weak-passphrase") below 14 characters. */
export async function lock(
  content: VaultContent,
  passphrase: string,
  random: Random,
  progress: Progress = () => undefined,
): Promise<Bytes> {
  if (characters(passphrase.normalize('NFKC')) < PASSPHRASE_LEAST) {
    throw new LocalFault('weak-passphrase');
  }
  const salt = random(16);
  const { kind } = content;
  const header = concat(
    MAGIC,
    encodeAs(HEADER, { version: 1, kind, iterations: ITERATIONS, memoryKiB: MEMORY_KIB, salt }),
  );
  const plain = plaintext(content);
  const key = await vaultKey(passphrase, salt, progress);
  const padded = padToMultiple(plain, STEP);
  const sealed = sealCommitted(key, PURPOSE, header, padded, random);
  wipe(key, plain, padded);
  return concat(header, sealed);
}

/**
 * What the vault holds. Raises ForeignVault (no vault of ours), UnsupportedVault (version, kind or
 * cost), WrongPassphrase, DamagedVault. A damaged salt or commit looks like a wrong passphrase.
 */
export async function unlock(
  raw: Bytes,
  passphrase: string,
  progress: Progress = () => undefined,
): Promise<VaultContent> {
  if (!MAGIC.every((byte, at) => raw[at] === byte)) throw new ForeignVault();
  if (raw.length > VAULT_MOST) throw new DamagedVault();
  const { header, length } = damagedOr(() => {
    const first = decodeFirst(raw.slice(MAGIC.length));
    return { header: HEADER.read(first.value), length: MAGIC.length + first.length };
  });
  const { version, kind, iterations, memoryKiB, salt } = header;
  // Costs are fixed: whoever could lower them could try passphrases faster (attack 44).
  if (version !== 1 || iterations !== ITERATIONS || memoryKiB !== MEMORY_KIB) {
    throw new UnsupportedVault();
  }
  if (kind !== 'root' && kind !== 'administrator' && kind !== 'device' && kind !== 'statistics') {
    throw new UnsupportedVault();
  }
  const [data, sealed] = [raw.slice(0, length), raw.slice(length)];
  if (!isWhole(sealed, STEP)) throw new DamagedVault();
  const key = await vaultKey(passphrase, salt, progress);
  if (!commits(key, PURPOSE, sealed)) throw new WrongPassphrase();
  return damagedOr(() => {
    const plain = unpad(openCommitted(key, PURPOSE, data, sealed));
    wipe(key);
    return content(kind, plain);
  });
}

function plaintext(content: VaultContent): Bytes {
  if (content.kind === 'device') return encodeAs(DEVICE, { format: 2, ...content });
  if (content.kind === 'root') return encodeAs(ROOT, { format: 1, ...content });
  if (content.kind === 'statistics') return encodeAs(STATISTICS, { format: 1, ...content });
  return encodeAs(ADMINISTRATOR, { format: 2, ...content });
}

function content(kind: VaultContent['kind'], plain: Bytes): VaultContent {
  if (kind === 'device') return { kind, ...contentAs(DEVICE, 2, plain) };
  if (kind === 'root') return { kind, ...contentAs(ROOT, 1, plain) };
  if (kind === 'statistics') return { kind, ...contentAs(STATISTICS, 1, plain) };
  return { kind, ...contentAs(ADMINISTRATOR, 2, plain) };
}

/** What is in another format is whole, and not for this version (attack 44). */
function contentAs<T extends { readonly format: number }>(
  shape: Shape<T>,
  format: number,
  plain: Bytes,
): Omit<T, 'format'> {
  const value = decode(plain);
  const [found] = Array.isArray(value) ? value : [];
  if (typeof found === 'number' && found !== format) throw new UnsupportedVault();
  const { format: _, ...fields } = shape.read(value);
  return fields;
}

function damagedOr<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RemoteFault && !(error instanceof VaultFault)) throw new DamagedVault();
    throw error;
  }
}
