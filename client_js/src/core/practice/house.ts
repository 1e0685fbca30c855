/**
 * A throw-away organisation for practice: keys that were never anywhere, one counselor, one desk.
 * Nothing of a real organisation is in it, and it has no key for numbers: nothing can be counted.
 */

import { type Bytes, compare, NONE, type Random } from '../bytes.ts';
import {
  certificateForm,
  charterForm,
  decodeEnvelope,
  decodePayload,
  documentHash,
  encodeEnvelope,
  encodePayload,
  Kind,
  LONGEST_LIFE,
  noticeForm,
  rosterForm,
  sealingKeyForm,
  shiftForm,
  signInput,
  stateForm,
} from '../document_types.ts';
import { makeHandbook } from '../handbook.ts';
import type { HandbookContent } from '../handbook_view.ts';
import { Keyring } from '../keyring.ts';
import { makePacket, packetHash } from '../packet.ts';
import { ed25519Public, sign, x25519Public, xwingPublic } from '../primitives.ts';
import { signDocument } from '../signing.ts';
import type { DeviceVault } from '../vault.ts';

const DAY = 86_400;
/** Longer than any warning looks ahead: nobody who practises is told that something runs out. */
const LIFE = 400 * DAY;
/** The longest that the rules let them live (protocol.md 3.4), and how often others come. */
const ROSTER_LIFE = LONGEST_LIFE[Kind.roster] ?? 0;
const SHIFT_LIFE = LONGEST_LIFE[Kind.shift] ?? 0;
export const RENEWED_EVERY = DAY / 4;
/** Rosters have full blocks of rows. protocol.md 3.3 */
const ROWS = 16;

export interface HouseSetting {
  /** Shown as the organisation's name: the word for practice. */
  readonly name: string;
  readonly alias: string;
  /** Tags of the languages of those who will come. */
  readonly languages: readonly string[];
  /** What the real organisation tells its staff, where the device that practises has it. */
  readonly handbook: HandbookContent | undefined;
  readonly random: Random;
  /** Seconds since 1970. */
  readonly now: number;
}

/** What the relay of the practice serves. */
export interface Served {
  readonly kind: Kind;
  readonly envelope: Bytes;
  readonly packet: Bytes;
}

export interface House {
  readonly organisation: Bytes;
  readonly desk: Bytes;
  readonly vault: DeviceVault;
  readonly keyring: Keyring;
  readonly documents: readonly Served[];
  /** The next roster and shift, with a packet for this device as its keys are now. */
  readonly renewed: (now: number) => readonly Served[];
}

/** Makes all of it; some tenths of a second. Raises LocalFault for what is out of shape. */
export function practiceHouse(setting: HouseSetting): House {
  const { random, name, alias } = setting;
  const now = Math.floor(setting.now);
  const [desk, root, administrator] = [random(16), random(32), random(32)];
  const head = { format: 1 as const, version: 1, issued: now, expires: now + LIFE };
  const charter = encodePayload(charterForm, {
    ...head,
    organisation: NONE,
    previous: NONE,
    name,
    threshold: 1,
    rootKeys: [ed25519Public(root)],
    administratorKeys: [ed25519Public(administrator)],
    purposeKeys: [],
  });
  const organisation = documentHash(Kind.charter, charter);
  const signature = sign(root, signInput(Kind.charter, new Uint8Array(32), charter));
  const of = { ...head, organisation };
  const [identity, signing] = [random(32), random(32)];
  const certificate = signDocument(
    certificateForm,
    {
      ...of,
      salt: random(32),
      identity: x25519Public(identity),
      signing: ed25519Public(signing),
      alias,
      role: 'trainee',
      languages: [...setting.languages],
    },
    administrator,
  );
  const vault: DeviceVault = {
    kind: 'device',
    organisation,
    relay: 'wss://practice.invalid',
    desk,
    identity,
    signing,
    inbox: random(32),
    storage: random(32),
    certificate: certificate.raw,
    warrant: NONE,
  };
  const keyring = new Keyring(vault);
  keyring.tick(now, random);
  const handbook =
    setting.handbook &&
    makeHandbook(
      setting.handbook,
      { organisation, desk, version: 1, now, before: undefined },
      administrator,
      random,
    ).raw;
  const rows = [{ certificateHash: certificate.hash, expires: now + LIFE, revoked: false }];
  while (rows.length < ROWS) {
    rows.push({ certificateHash: random(32), expires: now + LIFE, revoked: false });
  }
  rows.sort((one, other) => compare(one.certificateHash, other.certificateHash));
  let [version, previous] = [0, NONE];
  const renewed = (at: number): readonly Served[] => {
    const issued = Math.floor(at);
    version += 1;
    const next = { ...of, version, issued };
    const roster = signDocument(
      rosterForm,
      { ...next, expires: issued + ROSTER_LIFE, previous, rows },
      administrator,
    );
    previous = roster.hash;
    const [teamSeed, deskSeed] = [random(32), random(32)];
    // The computer may have slept for so long that the last key has run out.
    keyring.tick(at, random);
    const sealingKey = keyring.newest(issued) ?? NONE;
    const { key } = decodePayload(sealingKeyForm, decodeEnvelope(sealingKey, Kind.sealingKey).payload);
    const packet = makePacket(
      { organisation, desk, version },
      { teamSeed, deskSeed },
      {
        devices: [{ certificate: certificate.raw, sealingKey, warrant: NONE }],
        officeKeys: [],
        handbook: handbook ?? NONE,
      },
      { sealingKeys: [key], officeKeys: [] },
      random,
    );
    const shift = signDocument(
      shiftForm,
      {
        ...next,
        expires: issued + SHIFT_LIFE,
        desk,
        teamKey: xwingPublic(teamSeed),
        deskKey: ed25519Public(deskSeed),
        rosterVersion: version,
        rosterHash: roster.hash,
        packetHash: packetHash(packet),
      },
      administrator,
    );
    return [served(Kind.roster, roster.raw), served(Kind.shift, shift.raw, packet)];
  };
  const notice = signDocument(
    noticeForm,
    {
      ...of,
      desk,
      timezone: 'UTC',
      hours: [],
      numbers: [],
      texts: [{ language: 'en', words: [{ key: 'welcome', text: name }] }],
      policy: [],
      exitAddress: 'https://example.org/',
    },
    administrator,
  );
  const state = signDocument(stateForm, { ...of, desk, mode: 0, text: '' }, administrator);
  const first = encodeEnvelope({
    kind: Kind.charter,
    payload: charter,
    signatures: [{ key: ed25519Public(root), signature }],
    warrants: [],
  });
  return {
    organisation,
    desk,
    vault,
    keyring,
    documents: [
      served(Kind.charter, first),
      served(Kind.notice, notice.raw),
      served(Kind.state, state.raw),
      ...renewed(now),
    ],
    renewed,
  };
}

const served = (kind: Kind, envelope: Bytes, packet = NONE): Served => ({ kind, envelope, packet });
