/**
 * What a console makes of an organisation's daily life, for tests/vectors/from_ts/: certificates,
 * rosters and shifts by office.ts, their packets, keys files, requests and calls.
 */

import { type Bytes, fromHex, hex, NONE } from '../../../client_js/src/core/bytes.ts';
import { sealCall } from '../../../client_js/src/core/call.ts';
import { nextShift, renewDevice, revoke } from '../../../client_js/src/core/office.ts';
import type { Directory } from '../../../client_js/src/core/packet.ts';
import { openPacket } from '../../../client_js/src/core/packet.ts';
import { keysOwner } from '../../../client_js/src/core/keyring.ts';
import { makeRequest, readRequest, toText } from '../../../client_js/src/core/request.ts';
import { unwrapKeys, wrapKeys } from '../../../client_js/src/core/keyring_file.ts';
import { DAY, HOUR, House, type Person } from './house.ts';
import { flipped, NOW } from './helpers.ts';
import { remembering, type Vector } from './make_parts.ts';
import { toldPresence } from './told.ts';

interface Day {
  readonly house: House;
  readonly may: Person;
  readonly jo: Person;
  /** Certificates, rosters and shifts in the order in which they were published. */
  readonly documents: readonly { readonly kind: string; readonly hex: string }[];
}

/** Two join; a day later one is renewed; the supervisor's console starts a shift. */
function day(): Day {
  const house = new House('from_ts');
  const documents = house.charters.map((raw) => ({ kind: 'charter', hex: hex(raw) }));
  const note = (kind: 'roster' | 'shift'): void => {
    const { documents: all, desk } = house;
    const raw = kind === 'roster' ? all.roster?.raw : all.shift(desk)?.raw;
    documents.push({ kind, hex: hex(raw ?? NONE) });
  };
  const may = house.join('May', 'supervisor');
  note('roster');
  const jo = house.join('Jo');
  note('roster');
  house.now += DAY - HOUR;
  const renewed = renewDevice(
    house.given(),
    house.second,
    jo.certified?.certificate.hash ?? NONE,
    30,
  );
  house.publish(renewed);
  note('roster');
  note('shift');
  documents.push({ kind: 'certificate', hex: hex(renewed.grant.certificate) });
  documents.push({ kind: 'sealing_key', hex: hex(jo.keyring.newest(house.now) ?? NONE) });
  const warrant = may.certified?.grant.warrant ?? NONE;
  const signer = { deviceSeed: may.vault.signing, warrant };
  house.publish(nextShift(house.given(), signer, house.now + 12 * HOUR));
  note('shift');
  return { house, may, jo, documents };
}

function officeDocuments({ house, jo, documents }: Day): Vector[] {
  const base = {
    family: 'documents',
    organisation: hex(house.organisation),
    least_charter_version: 1,
    now: house.now,
  };
  const last = (some: Day['documents']): string => {
    const reader = some[some.length - 1];
    return reader?.kind === 'shift' ? hex(house.documents.shift(house.desk)?.hash ?? NONE) : '';
  };
  const made = revoke(house.given(), house.administrator, jo.certified?.certificate.hash ?? NONE);
  const [roster] = made.items;
  const gone = [
    ...documents,
    { kind: 'roster', hex: hex(roster?.envelope ?? NONE) },
    { kind: 'certificate', hex: hex(jo.certified?.grant.certificate ?? NONE) },
  ];
  const office = { kind: 'office_key', hex: hex(house.directory.officeKeys[0] ?? NONE) };
  return [
    { name: 'office-day', expect: 'ok', ...base, documents, hash: last(documents) },
    { name: 'office-revoked', expect: 'revoked', ...base, documents: gone, hash: '' },
    {
      name: 'office-key',
      expect: 'ok',
      ...base,
      documents: [...documents.slice(0, 1), office],
      hash: '',
    },
  ];
}

const told = ({ devices, officeKeys, handbook }: Directory): object => ({
  devices: devices.map(({ certificate, sealingKey, warrant }) =>
    [certificate, sealingKey, warrant].map((part) => hex(part)),
  ),
  office_keys: officeKeys.map((one) => hex(one)),
  handbook: hex(handbook),
});

function packets({ house, may, jo }: Day): Vector[] {
  const shift = house.documents.shift(house.desk);
  if (shift === undefined) throw new Error('no shift');
  const { teamKey, deskKey, version, packetHash } = shift.payload;
  const place = { organisation: hex(house.organisation), desk: hex(house.desk), version };
  const base = { family: 'packet', ...place, team_key: hex(teamKey), desk_key: hex(deskKey) };
  const seeds = (person: Person): string[] => person.keyring.seeds.map((seed) => hex(seed));
  const opened = openPacket(shift, may.keyring.seeds, house.packet);
  const content = {
    team_seed: hex(opened.teamSeed),
    desk_seed: hex(opened.deskSeed),
    ...told(opened.directory),
  };
  const good = { packet: hex(house.packet), hash: hex(packetHash), content };
  const strangers = { packet: hex(house.packet), hash: hex(packetHash), seeds: [hex(house.root)] };
  const directory = { family: 'directory', ...place, packet: hex(house.packet) };
  const [first, second] = [house.administrator, house.second].map(({ officeSeed }) =>
    hex(officeSeed),
  );
  return [
    { name: 'packet-supervisor', expect: 'ok', ...base, seeds: seeds(may), ...good },
    { name: 'packet-counselor', expect: 'ok', ...base, seeds: seeds(jo), ...good },
    { name: 'packet-stranger', expect: 'not-on-shift', ...base, ...strangers },
    {
      name: 'directory-first',
      expect: 'ok',
      ...directory,
      office_seed: first,
      content: told(opened.directory),
    },
    {
      name: 'directory-second',
      expect: 'ok',
      ...directory,
      office_seed: second,
      content: told(opened.directory),
    },
    {
      name: 'directory-device',
      expect: 'not-on-shift',
      ...directory,
      office_seed: hex(house.root),
    },
  ];
}

function keysFiles({ house, may }: Day): Vector[] {
  const owner = keysOwner(may.vault);
  may.keyring.remember(house.documents.heads);
  may.keyring.tick(house.now + 6 * DAY, house.random);
  may.keyring.opened(0, house.now + 6 * DAY);
  const content = unwrapKeys(owner, may.keyring.wrap(house.random));
  const coins = remembering('keys');
  const raw = wrapKeys(owner, content, coins.random);
  const base = {
    family: 'keys',
    organisation: hex(owner.organisation),
    device: hex(owner.device),
    storage_secret: hex(owner.storage),
  };
  return [
    {
      name: 'keys',
      expect: 'ok',
      ...base,
      keys: hex(raw),
      nonce: hex(coins.drawn[0] ?? NONE),
      content: {
        certificate: hex(content.certificate),
        warrant: hex(content.warrant),
        keys: content.keys.map(({ envelope, seed, until }) => [hex(envelope), hex(seed), until]),
        heads: content.heads.map((head) => [
          head.kind,
          hex(head.desk),
          head.version,
          ...[head.hash, head.administrator, head.warrantCertificate].map((one) => hex(one)),
        ]),
      },
    },
    { name: 'keys-changed', expect: 'damaged-keys', ...base, keys: hex(flipped(raw, 4000)) },
  ];
}

function requests({ house, jo }: Day): Vector[] {
  const wish = { alias: 'Zoë', role: 'interpreter', languages: ['en', 'pt-BR'] };
  const organisation = hex(house.organisation);
  const request = (name: string, sealingKey: Bytes): Vector => {
    const raw = makeRequest(jo.vault, wish, sealingKey);
    const { identity, signing, device } = readRequest(house.organisation, raw, NOW);
    const content = {
      identity: hex(identity),
      signing: hex(signing),
      ...wish,
      sealing_key: hex(sealingKey),
      device: hex(device),
    };
    const given = { organisation, request: hex(raw), signing_seed: hex(jo.vault.signing) };
    return { name, family: 'request', expect: 'ok', ...given, text: toText(raw), content };
  };
  const key = jo.keyring.newest(NOW) ?? NONE;
  const good = request('request', key);
  const changed = hex(flipped(fromHex(String(good['request'])), 60 * 8));
  return [
    good,
    request('request-for-a-code', NONE),
    { name: 'request-changed', family: 'request', expect: 'signature', organisation, request: changed },
  ];
}

function calls({ house, may, jo }: Day): Vector[] {
  const shift = house.documents.shift(house.desk);
  if (shift === undefined) throw new Error('no shift');
  const opened = openPacket(shift, may.keyring.seeds, house.packet);
  const place = { organisation: house.organisation, desk: house.desk, shiftHash: shift.hash };
  const certificate = jo.certified?.grant.certificate ?? NONE;
  const sealingKey = jo.keyring.newest(house.now) ?? NONE;
  const heads = house.documents.heads.map(({ kind, desk, version, hash }) => {
    return { kind, desk, version, hash };
  });
  const { random: names } = remembering('presence');
  const [inbox, name] = [names(32), names(4)];
  const talks = [{ name, since: house.now - 60, waitingSince: house.now - 5 }];
  const presence = { state: 1, limit: 4, talks } as const;
  const text = { certificate, sealingKey, at: house.now, heads, inbox, presence };
  const { random } = remembering('call');
  const sealed = sealCall(place, shift.payload.teamKey, text, jo.vault.signing, random);
  const stolen = sealCall(place, shift.payload.teamKey, text, may.vault.signing, random);
  const base = {
    family: 'call',
    organisation: hex(house.organisation),
    desk: hex(house.desk),
    shift_hash: hex(shift.hash),
    team_seed: hex(opened.teamSeed),
    certificates: [hex(certificate)],
    now: house.now + 60,
  };
  const content = {
    certificate: hex(certificate),
    sealing_key: hex(sealingKey),
    at: house.now,
    heads: heads.map(({ kind, desk, version, hash }) => [kind, hex(desk), version, hex(hash)]),
    inbox: hex(inbox),
    presence: toldPresence(presence),
  };
  return [
    { name: 'call', expect: 'ok', ...base, sealed: hex(sealed), content },
    { name: 'call-signed-by-another', expect: 'refused', ...base, sealed: hex(stolen) },
    { name: 'call-late', expect: 'refused', ...base, now: house.now + 301, sealed: hex(sealed) },
  ];
}

/** Everything of one day. */
export function staff(): readonly Vector[] {
  const all = day();
  const made = [...officeDocuments(all), ...packets(all), ...calls(all), ...requests(all)];
  return [...made, ...keysFiles(all)];
}
