/** The decoders that both languages have: the same names as in tests/fuzz/targets_shared.py. */

import { openInvitation, openKnock } from '../../../client_js/src/core/asks.ts';
import { fromUtf8, unpad } from '../../../client_js/src/core/bytes.ts';
import { openCall } from '../../../client_js/src/core/call.ts';
import {
  certificateForm,
  charterForm,
  decodeEnvelope,
  decodePayload,
  encodeEnvelope,
  encodePayload,
  type Envelope,
  type Form,
  type Head,
  Kind,
  noticeForm,
  rosterForm,
  sealingKeyForm,
  shiftForm,
  stateForm,
  warrantForm,
} from '../../../client_js/src/core/document_types.ts';
import { readStaffMessage, type StaffMessage } from '../../../client_js/src/core/duty_staff_messages.ts';
import { decode, encode, type Value } from '../../../client_js/src/core/encoding.ts';
import { Malformed } from '../../../client_js/src/core/errors.ts';
import {
  type ClientFrame,
  decodeClient,
  decodeRelay,
  encodeClient,
  encodeRelay,
  type RelayFrame,
} from '../../../client_js/src/core/frames.ts';
import '../../../client_js/src/core/frames_staff.ts';
import { type Handbook, readHandbook } from '../../../client_js/src/core/handbook.ts';
import { acceptHello } from '../../../client_js/src/core/handshake.ts';
import { type KeysContent, unwrapKeys } from '../../../client_js/src/core/keyring_file.ts';
import { decodeMessage, encodeMessage, type Message } from '../../../client_js/src/core/messages.ts';
import { openDrop } from '../../../client_js/src/core/numbers_drop.ts';
import { officeKeyForm } from '../../../client_js/src/core/office_key.ts';
import { type Directory, openDirectory, openPacket } from '../../../client_js/src/core/packet.ts';
import {
  checkGrant,
  fromText,
  type Grant,
  makeExport,
  makeGrant,
  type PublicExport,
  readExport,
  readGrant,
  readRequest,
} from '../../../client_js/src/core/request.ts';
import { unlock, type VaultContent } from '../../../client_js/src/core/vault.ts';
import * as inside from './inside.ts';
import { rulebook } from './rulebook.ts';
import { fields, type Target, type Told } from './target.ts';

const { world, seed } = inside;
const { organisation, desk } = world;
const PHRASE = 'long enough a phrase';
const PLACE = { organisation, desk, shiftHash: new Uint8Array(32) };
const OWNER = { organisation, device: world.device, storage: seed };
const DEVICE = { identity: world.identity, signing: world.signing };

const value = (one: unknown): Told => ['', [one]];
const values = (payload: object): readonly unknown[] => fields(payload)[1];

function message(told: Message): Told {
  return told.type === 'unknown' ? ['unknown', [told.number]] : fields(told, 'type');
}

function directory(told: Directory): Told {
  const { devices, officeKeys, handbook } = told;
  return ['directory', [devices, officeKeys, handbook]];
}

function keys(told: KeysContent): Told {
  return ['keys', [told.certificate, told.warrant, told.keys, told.heads]];
}

function vault(told: VaultContent): Told {
  const { kind, ...rest } = told;
  return [kind, Object.values(rest)];
}

function payload<T extends Head>(kind: Form<T>): Target {
  return {
    name: `payload ${kind.kind}`,
    covers: ['core/document_types.ts decodePayload', 'core/shapes.ts decodeAs'],
    read: (raw) => decodePayload(kind, raw),
    again: (one: T) => encodePayload(kind, one),
    told: (one: T) => fields(one),
    codes: true,
  };
}

const vaultOf = (kind: string): Target => ({
  name: `vault ${kind}`,
  covers: ['core/vault.ts unlock'],
  read: (raw) => unlock(inside.vaultFile(kind, raw), PHRASE),
  told: vault,
  codes: true,
});

export const SHARED: readonly Target[] = [
  {
    name: 'value',
    covers: ['core/encoding.ts decode', 'core/encoding.ts decodeFirst'],
    read: decode,
    again: (one: Value) => encode(one),
    told: value,
  },
  {
    name: 'client frame',
    covers: ['core/frames.ts decodeClient'],
    read: decodeClient,
    again: (frame: ClientFrame) => encodeClient(frame),
    told: (frame: ClientFrame) => fields(frame, 'name'),
  },
  {
    name: 'relay frame',
    covers: ['core/frames.ts decodeRelay'],
    read: decodeRelay,
    again: (frame: RelayFrame) => encodeRelay(frame),
    told: (frame: RelayFrame) => fields(frame, 'name'),
  },
  {
    name: 'message',
    covers: ['core/messages.ts decodeMessage'],
    read: decodeMessage,
    again: (one: Message) => encodeMessage(one),
    told: message,
  },
  {
    name: 'staff word',
    covers: ['core/duty_staff_messages.ts readStaffMessage'],
    read: (raw) => {
      const unknown = decodeMessage(raw);
      const told = unknown.type === 'unknown' ? readStaffMessage(unknown) : undefined;
      if (told === undefined) throw new Malformed();
      return told;
    },
    told: (one: StaffMessage) => fields(one, 'type'),
  },
  { name: 'padding', covers: ['core/bytes.ts unpad'], read: unpad, told: value },
  {
    name: 'knock',
    covers: ['core/asks.ts openKnock'],
    read: (raw) => openKnock(inside.believed, seed, inside.sealed(raw, 4096)),
    told: ({ eS, uS, language, addressAs, first, answers }: ReturnType<typeof openKnock>) => [
      'knock',
      [eS, uS, language, addressAs, first, answers],
    ],
  },
  {
    name: 'invitation',
    covers: ['core/asks.ts openInvitation'],
    read: (raw) =>
      openInvitation(
        inside.believed,
        seed,
        new Uint8Array(32),
        inside.sealed(raw, 4096),
        inside.believing,
      ),
    told: (one: ReturnType<typeof openInvitation>) => {
      const inviter = one.inviter === undefined ? [] : values(one.inviter.payload);
      const { shape, eS, uS, w, lineIdBefore, purpose, note } = one;
      return ['invitation', [shape, eS, uS, w, lineIdBefore, purpose, inviter, note]];
    },
  },
  {
    name: 'hello',
    covers: ['core/handshake.ts acceptHello', 'core/handshake.ts acceptingHello', 'core/chain.ts openFrame'],
    read: (raw) =>
      acceptHello(
        inside.ask(),
        Uint8Array.from([...inside.sealed(raw, 3584), ...inside.ready()]),
        inside.believing,
      ),
    told: ({ line, w, certificate }: ReturnType<typeof acceptHello>) => [
      'hello',
      [line.lineId, w, values(certificate.payload)],
    ],
  },
  {
    name: 'call',
    covers: ['core/call.ts openCall'],
    read: (raw) => openCall(PLACE, seed, inside.sealed(raw, 4096), inside.documents, world.now),
    told: ({ certificate, at, heads, inbox, presence }: ReturnType<typeof openCall>) => [
      'call',
      [values(certificate.payload), at, heads, inbox, presence],
    ],
  },
  {
    name: 'drop',
    covers: ['core/numbers_drop.ts openDrop'],
    read: (raw) => openDrop({ organisation, desk }, [seed], [seed], inside.sealed(raw, 2048)),
    told: (told: ReturnType<typeof openDrop>) =>
      typeof told === 'string' ? value(told) : ['drop', [told.kind, told.day, told.entries]],
  },
  {
    name: 'keys',
    covers: ['core/keyring_file.ts unwrapKeys'],
    read: (raw) => unwrapKeys(OWNER, inside.keysFile(raw)),
    told: keys,
    codes: true,
  },
  {
    name: 'keys file',
    covers: ['core/keyring_file.ts unwrapKeys'],
    read: (raw) => unwrapKeys(OWNER, raw),
    told: keys,
    codes: true,
  },
  {
    name: 'vault file',
    covers: ['core/vault.ts unlock'],
    read: (raw) => unlock(raw, PHRASE),
    told: vault,
    codes: true,
  },
  ...['root', 'administrator', 'device', 'statistics'].map(vaultOf),
  {
    name: 'packet',
    covers: ['core/packet.ts openPacket'],
    read: (raw) => openPacket(inside.shiftOf(raw), [seed], raw).directory,
    told: directory,
  },
  {
    name: 'directory',
    covers: ['core/packet.ts openDirectory'],
    read: (raw) => {
      const packet = inside.packetOf(raw);
      return openDirectory(inside.shiftOf(packet), seed, packet);
    },
    told: directory,
  },
  {
    name: 'handbook',
    covers: ['core/handbook.ts readHandbook'],
    read: (raw) => readHandbook(organisation, desk, [world.administrator], raw),
    told: ({ payload: told, administrator }: { payload: Handbook; administrator: Uint8Array }) => [
      'handbook',
      [...values(told), administrator],
    ],
    codes: true,
  },
  {
    name: 'request',
    covers: ['core/request.ts readRequest'],
    // So late that every sealing key has run out: Python looks at its time only where it is used.
    read: (raw) => readRequest(organisation, raw, Number.MAX_SAFE_INTEGER),
    told: (told: ReturnType<typeof readRequest>) => {
      const { identity, signing, alias, role, languages, device } = told;
      return ['request', [told.organisation, identity, signing, alias, role, languages, device]];
    },
    codes: true,
  },
  {
    name: 'grant',
    covers: ['core/request.ts readGrant', 'core/request.ts checkGrant'],
    read: (raw) => {
      const grant = readGrant(raw);
      checkGrant(grant, organisation, DEVICE);
      return grant;
    },
    again: (grant: Grant) => makeGrant(grant),
    told: ({ certificate, warrant }: Grant) => ['grant', [certificate, warrant]],
    codes: true,
  },
  {
    name: 'export',
    covers: ['core/request.ts readExport'],
    read: readExport,
    again: (told: PublicExport) => makeExport(told),
    told: (told: PublicExport) => {
      const { relay, charters, others } = told;
      return ['export', [told.organisation, told.desk, relay, charters, others]];
    },
    codes: true,
  },
  {
    name: 'text',
    covers: ['core/request.ts fromText', 'core/base64.ts fromBase64url', 'core/bytes.ts fromUtf8'],
    read: (raw) => fromText(fromUtf8(raw)),
    told: value,
  },
  {
    name: 'envelope',
    covers: ['core/document_types.ts decodeEnvelope'],
    read: (raw) => {
      const [, said = 1] = raw;
      const kind = Object.values(Kind).find((one) => one === said) ?? Kind.charter;
      return decodeEnvelope(raw, kind);
    },
    again: (one: Envelope) => encodeEnvelope(one),
    told: (one: Envelope) => fields(one),
    codes: true,
  },
  payload(charterForm),
  payload(rosterForm),
  payload(noticeForm),
  payload(shiftForm),
  payload(stateForm),
  payload(certificateForm),
  payload(warrantForm),
  payload(sealingKeyForm),
  payload(officeKeyForm),
  rulebook,
];
