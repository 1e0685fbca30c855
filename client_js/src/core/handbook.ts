/**
 * The handbook (kind 10): what the organisation tells its staff, signed by an administrator. It is
 * never public; it travels in the directory of a staff packet. protocol.md 17.
 *
 * Staff only: the survivor's page has none of it, so its envelope is read here and not in
 * document_types.ts.
 */

import { bind, type Bytes, equal, type Random } from './bytes.ts';
import * as rules from './document_rules.ts';
import { type Charter, type Checked, head } from './document_types.ts';
import { LocalFault, Malformed, Untrusted } from './errors.ts';
import { type HandbookContent, STAGES } from './handbook_view.ts';
import { label } from './labels.ts';
import { staffLabel } from './labels_staff.ts';
import { HANDBOOK_MOST } from './packet.ts';
import { digest, ed25519Public, sign, verify } from './primitives.ts';
import { bin, binUpTo, bool, decodeAs, encodeAs, list, oneOf, row, text, uint } from './shapes.ts';

const DAY = 86_400;
export const HANDBOOK_KIND = 10;
/** Seconds. */
export const HANDBOOK_LIFE = 400 * DAY;
export const SECRETS_MOST = 16;
/** Seconds for which what was sealed with a secret may still be on its way. */
export const SECRET_KEPT = 31 * DAY;

const word = text(32, 1);
const line = text(200, 1);
const long = text(4000);
const minute = uint(1440);
const labels = list(row({ language: word, label: line }), 32, 1);

const CONTENT = {
  texts: list(
    row({ key: word, stage: oneOf(...STAGES), language: word, title: line, text: long }),
    512,
  ),
  cards: list(row({ key: word, language: word, title: line, text: long }), 64),
  lists: list(
    row({ key: word, language: word, title: line, items: list(text(500, 1), 32) }),
    64,
  ),
  services: list(
    row({
      name: line,
      kind: text(64),
      region: text(120),
      languages: list(word, 32),
      hours: text(200),
      phone: text(64),
      address: text(300),
      confidential: bool,
      trust: text(1000),
      note: text(1000),
    }),
    1024,
  ),
  specialties: list(row({ key: word, labels }), 16),
  people: list(
    row({
      alias: text(64, 1),
      specialties: list(word, 16),
      hours: list(row({ day: uint(6), opens: minute, closes: minute }), 64),
    }),
    256,
  ),
  tally: list(
    row({
      key: word,
      where: oneOf('end', 'incident'),
      labels,
      choices: list(row({ key: word, labels }), 24, 1),
    }),
    16,
  ),
  settings: list(row({ key: word, value: text(200) }), 64),
};

const HANDBOOK = row({
  ...head,
  desk: bin(16),
  secrets: list(row({ secret: bin(32), made: uint() }), SECRETS_MOST, 1),
  ...CONTENT,
});

const ENVELOPE = row({
  kind: oneOf(HANDBOOK_KIND),
  payload: binUpTo(HANDBOOK_MOST),
  signatures: list(row({ key: bin(32), signature: bin(64) }), 1, 1),
  warrants: list(binUpTo(0), 0),
});

/** The newest secret stands first; staff prove their drops with it (15.1). */
export type Handbook = ReturnType<typeof HANDBOOK.read>;

export interface CheckedHandbook extends Checked<Handbook> {
  /** Key of the administrator who signed it. */
  readonly administrator: Bytes;
}

/**
 * A handbook that one of these keys signed, for this organisation and desk; its time is not looked at.
 * Raises Untrusted: "shape", "signer", "signature", "organisation", "life".
 */
export function readHandbook(
  organisation: Bytes,
  desk: Bytes,
  administrators: readonly Bytes[],
  raw: Bytes,
): CheckedHandbook {
  const envelope = shaped(() => {
    if (raw.length > HANDBOOK_MOST) throw new Malformed();
    return decodeAs(ENVELOPE, raw);
  });
  const { payload: bytes, signatures } = envelope;
  const [signed] = signatures;
  if (signed === undefined) throw new Untrusted('shape');
  if (!rules.among(administrators, signed.key)) throw new Untrusted('signer');
  const input = bind(staffLabel.signHandbook, organisation, bytes);
  if (!verify(signed.key, input, signed.signature)) throw new Untrusted('signature');
  const payload = shaped(() => {
    const read = decodeAs(HANDBOOK, bytes);
    whole(read);
    return read;
  });
  if (!equal(payload.organisation, organisation)) throw new Untrusted('organisation');
  if (!equal(payload.desk, desk)) throw new Untrusted('shape');
  if (payload.expires - payload.issued > HANDBOOK_LIFE) throw new Untrusted('life');
  return { payload, hash: handbookHash(bytes), raw, administrator: signed.key };
}

/** The same under the charter of now, and in its time. Raises "early" and "expired" too. */
export function checkHandbook(
  charter: Charter,
  organisation: Bytes,
  desk: Bytes,
  raw: Bytes,
  now: number,
): CheckedHandbook {
  const checked = readHandbook(organisation, desk, charter.administratorKeys, raw);
  rules.checkTime(checked.payload, now);
  return checked;
}

/** What a new edition is made of. */
export interface Edition {
  readonly organisation: Bytes;
  readonly desk: Bytes;
  readonly version: number;
  readonly now: number;
  /** The one before, for its secrets. */
  readonly before: Handbook | undefined;
}

/** A new edition, signed (Ed25519 seed, 32 bytes). Raises LocalFault "out-of-shape", "too-long". */
export function makeHandbook(
  content: HandbookContent,
  edition: Edition,
  seed: Bytes,
  random: Random,
): CheckedHandbook {
  const { organisation, desk, version, now, before } = edition;
  const made = Math.floor(now);
  const secrets = before?.secrets ?? [];
  // Each was in use until the next was made: the newest until now, however old it is.
  const kept = secrets.filter((_, at) => (secrets[at - 1]?.made ?? made) > made - SECRET_KEPT);
  const payload: Handbook = {
    format: 1,
    organisation,
    version,
    issued: made,
    expires: made + HANDBOOK_LIFE,
    desk,
    secrets: [{ secret: random(32), made }, ...kept].slice(0, SECRETS_MOST),
    ...onlyContent(content),
  };
  const bytes = encodeAs(HANDBOOK, payload);
  try {
    whole(payload);
  } catch (error) {
    throw error instanceof Malformed ? new LocalFault('out-of-shape') : error;
  }
  const administrator = ed25519Public(seed);
  const input = bind(staffLabel.signHandbook, organisation, bytes);
  const signatures = [{ key: administrator, signature: sign(seed, input) }];
  if (bytes.length > HANDBOOK_MOST) throw new LocalFault('too-long');
  const raw = encodeAs(ENVELOPE, { kind: HANDBOOK_KIND, payload: bytes, signatures, warrants: [] });
  if (raw.length > HANDBOOK_MOST) throw new LocalFault('too-long');
  return { payload, hash: handbookHash(bytes), raw, administrator };
}

/** Without head, desk and secrets: what screens and editors may know. */
export function onlyContent(content: HandbookContent): HandbookContent {
  const { texts, cards, lists, services, specialties, people, tally, settings } = content;
  return { texts, cards, lists, services, specialties, people, tally, settings };
}

function handbookHash(payload: Bytes): Bytes {
  return digest(label.document, Uint8Array.of(HANDBOOK_KIND), payload);
}

/** The rules between the fields; raises Malformed. */
function whole(book: Handbook): void {
  must(book.organisation.length === 32 && book.issued < book.expires);
  for (const some of [book.texts, book.cards, book.lists]) {
    distinct(some.map(({ key, language }) => `${key}\n${language}`));
  }
  for (const { confidential, address, languages } of book.services) {
    // Whoever reads it could send it on: a place that must not be known is not written down.
    must(!confidential || address === '');
    distinct(languages);
  }
  const specialties = keysOf(book.specialties);
  distinct(book.people.map(({ alias }) => alias));
  for (const one of book.people) {
    distinct(one.specialties);
    must(one.specialties.every((key) => specialties.includes(key)));
  }
  keysOf(book.tally);
  keysOf(book.settings);
  const choices = book.tally.flatMap((one) => {
    keysOf(one.choices);
    return one.choices;
  });
  for (const one of [...book.specialties, ...book.tally, ...choices]) {
    distinct(one.labels.map(({ language }) => language));
  }
}

function keysOf(some: readonly { readonly key: string }[]): readonly string[] {
  const keys = some.map(({ key }) => key);
  distinct(keys);
  return keys;
}

function distinct(values: readonly string[]): void {
  must(new Set(values).size === values.length);
}

function must(holds: boolean): void {
  if (!holds) throw new Malformed();
}

function shaped<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Malformed ? new Untrusted('shape') : error;
  }
}
