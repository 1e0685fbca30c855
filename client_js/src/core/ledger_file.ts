/**
 * A ledger as it lies in a browser's storage or a file: locked with a key that comes from the
 * statistics seed, so that whoever may see the numbers can open it and nobody else. protocol.md 15.9.
 */

import { type Bytes, concat, padToMultiple, unpad, utf8, wipe, type Random } from './bytes.ts';
import { type Purpose, commits, isWhole, openCommitted, sealCommitted } from './committed.ts';
import { decodeFirst } from './encoding.ts';
import { DamagedVault, ForeignVault, RemoteFault, UnsupportedVault, VaultFault } from './errors.ts';
import { staffLabel } from './labels_staff.ts';
import type { Ledger } from './ledger.ts';
import { KINDS } from './numbers_drop.ts';
import { WORDS_MOST } from './numbers_survey.ts';
import { bin, decodeAs, encodeAs, list, oneOf, row, text, uint } from './shapes.ts';

const MAGIC = utf8('noview numbers\n');
const STEP = 4096;
/** Some eight years of a busy desk; a browser's storage takes about 5 MB. */
export const LEDGER_MOST = 3_500_000;

const kind = oneOf(...KINDS);
const word = text(256);
const HEADER = row({ format: oneOf(1), organisation: bin(32) });
const CONTENT = row({
  format: oneOf(3),
  books: list(
    row({
      id: bin(16),
      edition: uint(),
      days: list(
        row({
          day: uint(),
          sums: list(row({ kind, key: text(32), value: word, count: uint() }), 8192),
        }),
        4096,
      ),
      names: list(row({ day: uint(), names: list(bin(16), 200_000) }), 64),
      by: text(64),
      on: uint(),
      sure: uint(),
      written: list(row({ id: bin(16), question: text(32), text: word, month: uint() }), WORDS_MOST),
    }),
    64,
  ),
  told: list(
    row({
      month: uint(),
      tables: list(
        row({ kind, key: text(32), cells: list(row({ value: word, count: uint() }), 256) }),
        64,
      ),
    }),
    600,
  ),
  gone: list(bin(16), 10_000),
  shown: list(bin(16), 10_000),
});

function purpose(organisation: Bytes): Purpose {
  const { ledgerCommit: commit, ledgerKey: key } = staffLabel;
  return { commit, key, context: [organisation] };
}

/** The bytes of the file. Raises LocalFault for a ledger that has grown past its bounds. */
export function wrapLedger(
  ledger: Ledger,
  organisation: Bytes,
  seed: Bytes,
  random: Random,
): Bytes {
  const header = concat(MAGIC, encodeAs(HEADER, { format: 1, organisation }));
  const plain = encodeAs(CONTENT, { format: 3, ...ledger });
  const padded = padToMultiple(plain, STEP);
  const sealed = sealCommitted(seed, purpose(organisation), header, padded, random);
  wipe(plain, padded);
  return concat(header, sealed);
}

/**
 * What the file holds. Raises ForeignVault (no ledger of ours, or of seeds that are not here),
 * UnsupportedVault, DamagedVault.
 */
export function unwrapLedger(raw: Bytes, organisation: Bytes, seeds: readonly Bytes[]): Ledger {
  if (raw.length > LEDGER_MOST || !MAGIC.every((byte, at) => raw[at] === byte)) throw new ForeignVault();
  const length = headerOf(raw, organisation);
  const [header, sealed] = [raw.slice(0, length), raw.slice(length)];
  if (!isWhole(sealed, STEP)) throw new DamagedVault();
  const bound = purpose(organisation);
  const seed = seeds.find((one) => commits(one, bound, sealed));
  if (seed === undefined) throw new ForeignVault();
  try {
    const { books, told, gone, shown } = decodeAs(CONTENT, unpad(openCommitted(seed, bound, header, sealed)));
    return { books, told, gone, shown };
  } catch (error) {
    if (error instanceof RemoteFault) throw new DamagedVault();
    throw error;
  }
}

function headerOf(raw: Bytes, organisation: Bytes): number {
  const [first] = raw.slice(MAGIC.length);
  // An array of two; another number of fields is another format.
  if (first !== 0x92) throw new UnsupportedVault();
  try {
    const { value, length } = decodeFirst(raw.slice(MAGIC.length));
    const header = HEADER.read(value);
    if (!header.organisation.every((byte, at) => organisation[at] === byte)) throw new ForeignVault();
    return MAGIC.length + length;
  } catch (error) {
    if (error instanceof RemoteFault && !(error instanceof VaultFault)) throw new DamagedVault();
    throw error;
  }
}
