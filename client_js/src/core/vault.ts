/** A passphrase-locked file with the keys of one person. protocol.md 11. */

import { type Bytes, concat, padToMultiple, type Random, unpad, utf8, wipe } from './bytes.ts';
import {
  COMMITTED_OVERHEAD,
  commits,
  openCommitted,
  type Purpose,
  sealCommitted,
} from './committed.ts';
import { decodeFirst } from './encoding.ts';
import {
  DamagedVault,
  ForeignVault,
  LocalFault,
  RemoteFault,
  UnsupportedVault,
  WrongPassphrase,
} from './errors.ts';
import { label } from './labels.ts';
import { argon2id } from './primitives.ts';
import { bin, binUpTo, characters, decodeAs, encodeAs, list, oneOf, row, text, uint } from './shapes.ts';

const MAGIC = utf8('noview vault\n');
const ITERATIONS = 3;
const MEMORY_KIB = 65_536;
const PASSPHRASE_LEAST = 14;
const STEP = 512;
const VAULT_MOST = 65_536;

const HEADER = row({
  version: uint(),
  kind: text(64),
  iterations: uint(),
  memoryKiB: uint(),
  salt: bin(16),
});
const SIGNER = row({ format: oneOf(1), organisation: bin(0, 32), seed: bin(32) });
const DEVICE = row({
  format: oneOf(1),
  organisation: bin(32),
  relay: text(2048),
  desk: bin(16),
  identity: bin(32),
  signing: bin(32),
  inbox: bin(32),
  certificate: binUpTo(VAULT_MOST),
  sealingKeys: list(row({ envelope: binUpTo(VAULT_MOST), seed: bin(32) }), 64),
});

/** Kinds `root` and `administrator`: an Ed25519 seed; the organisation is empty before it has one. */
export interface SignerVault {
  readonly kind: 'root' | 'administrator';
  readonly organisation: Bytes;
  readonly seed: Bytes;
}

/** Kind `device`: everything a staff device is. */
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
  /** The certificate envelope. */
  readonly certificate: Bytes;
  readonly sealingKeys: readonly { readonly envelope: Bytes; readonly seed: Bytes }[];
}

export type VaultContent = SignerVault | DeviceVault;

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
  const plain =
    content.kind === 'device'
      ? encodeAs(DEVICE, { format: 1, ...content })
      : encodeAs(SIGNER, { format: 1, ...content });
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
  if (kind !== 'root' && kind !== 'administrator' && kind !== 'device') {
    throw new UnsupportedVault();
  }
  const [data, sealed] = [raw.slice(0, length), raw.slice(length)];
  if (sealed.length < COMMITTED_OVERHEAD) throw new DamagedVault();
  const key = await vaultKey(passphrase, salt, progress);
  if (!commits(key, PURPOSE, sealed)) throw new WrongPassphrase();
  return damagedOr(() => {
    const plain = unpad(openCommitted(key, PURPOSE, data, sealed));
    wipe(key);
    return content(kind, plain);
  });
}

function content(kind: VaultContent['kind'], plain: Bytes): VaultContent {
  if (kind === 'device') {
    const { format: _, ...device } = decodeAs(DEVICE, plain);
    return { kind, ...device };
  }
  const { format: _, ...signer } = decodeAs(SIGNER, plain);
  return { kind, ...signer };
}

function damagedOr<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RemoteFault) throw new DamagedVault();
    throw error;
  }
}
