import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, NONE } from '../../../client_js/src/core/bytes.ts';
import { ABSENT, CALL_LENGTH, type CallText, openCall, sealCall } from '../../../client_js/src/core/call.ts';
import { NotOpened, RemoteFault, type Rule, Untrusted } from '../../../client_js/src/core/errors.ts';
import { revoke } from '../../../client_js/src/core/office.ts';
import { xwingPublic } from '../../../client_js/src/core/primitives.ts';
import { flipped, pick, seeded } from './helpers.ts';
import { DAY, House, type Person } from './house.ts';

const random = seeded('calls');
const team = random(32);

function called(house: House, person: Person, changes: Partial<CallText> = {}, by = person): Bytes {
  const text: CallText = {
    certificate: person.certified?.grant.certificate ?? NONE,
    sealingKey: person.keyring.newest(house.now) ?? NONE,
    at: house.now,
    heads: house.documents.heads.map(({ kind, desk, version, hash }) => {
      return { kind, desk, version, hash };
    }),
    inbox: NONE,
    presence: ABSENT,
    ...changes,
  };
  return sealCall(placeOf(house), xwingPublic(team), text, by.vault.signing, random);
}

function placeOf(house: House) {
  const shiftHash = house.documents.shift(house.desk)?.hash ?? NONE;
  return { organisation: house.organisation, desk: house.desk, shiftHash };
}

const hears = (house: House, sealed: Bytes, seed = team) =>
  openCall(placeOf(house), seed, sealed, house.documents, house.now);

function refuses(rule: Rule, act: () => unknown): void {
  assert.throws(act, (error) => error instanceof Untrusted && error.rule === rule);
}

test('a colleague hears who calls, with which key, and what they believe', () => {
  const house = new House('a call');
  const may = house.join('May');
  const sealed = called(house, may);
  assert.equal(sealed.length, CALL_LENGTH);
  const call = hears(house, sealed);
  assert.equal(call.certificate.payload.alias, 'May');
  assert.deepEqual(call.sealingKey?.raw, may.keyring.newest(house.now));
  assert.deepEqual(
    call.heads.map(({ kind, version }) => [kind, version]),
    house.documents.heads.map(({ kind, version }) => [kind, version]),
  );
  const bare = hears(house, called(house, may, { sealingKey: NONE, heads: [] }));
  assert.deepEqual([bare.sealingKey, bare.heads], [undefined, []]);
});

test('nobody without the team key hears it, and no bit of it can be changed', () => {
  const house = new House('a call');
  const sealed = called(house, house.join('May'));
  assert.throws(() => hears(house, sealed, random(32)), NotOpened);
  for (let round = 0; round < 20; round += 1) {
    const changed = flipped(sealed, pick(random, sealed.length * 8));
    assert.throws(() => hears(house, changed), NotOpened);
  }
  assert.throws(() => hears(house, sealed.slice(1)), NotOpened);
});

test('a13: a call of yesterday, or of another desk or shift, is none', () => {
  const house = new House('a call');
  const may = house.join('May');
  const sealed = called(house, may);
  for (const at of [house.now - 301, house.now + 301]) {
    const rule = at < house.now ? 'expired' : 'early';
    refuses(rule, () => hears(house, called(house, may, { at })));
  }
  hears(house, called(house, may, { at: house.now - 300 }));
  const elsewhere = { ...placeOf(house), desk: random(16) };
  const hear = (): unknown => openCall(elsewhere, team, sealed, house.documents, house.now);
  assert.throws(hear, NotOpened);
  const next = { ...placeOf(house), shiftHash: random(32) };
  assert.throws(() => openCall(next, team, sealed, house.documents, house.now), NotOpened);
});

test('whoever was shut out, or speaks with another’s certificate or key, is not heard', () => {
  const house = new House('a call');
  const [may, jo] = [house.join('May'), house.join('Jo')];
  refuses('signature', () => hears(house, called(house, may, {}, jo)));
  const sealingKey = jo.keyring.newest(house.now) ?? NONE;
  refuses('signer', () => hears(house, called(house, may, { sealingKey })));
  hears(house, called(house, may));
  house.publish(revoke(house.given(), house.administrator, may.certified?.certificate.hash ?? NONE));
  refuses('revoked', () => hears(house, called(house, may)));
});

test('heads out of shape, or a key that has run out, are no call', () => {
  const house = new House('a call');
  const may = house.join('May');
  const hash = random(32);
  const misplaced = { kind: 2, desk: house.desk, version: 1, hash };
  assert.throws(() => hears(house, called(house, may, { heads: [misplaced] })), RemoteFault);
  const deskless = { kind: 4, desk: NONE, version: 1, hash };
  assert.throws(() => hears(house, called(house, may, { heads: [deskless] })), RemoteFault);
  const old = may.keyring.newest(house.now) ?? NONE;
  const place = placeOf(house);
  house.now += 8 * DAY - 1;
  const sealed = called(house, may, { sealingKey: old });
  assert.throws(
    () => openCall(place, team, sealed, house.documents, house.now),
    RemoteFault,
  );
});

const busy = {
  name: random(4),
  since: Number.MAX_SAFE_INTEGER,
  waitingSince: Number.MAX_SAFE_INTEGER,
};

test('a call says how busy somebody is and where they are reached, and nothing of what is said', () => {
  const house = new House('a call');
  const [inbox, talk] = [random(32), { name: random(4), since: house.now, waitingSince: 0 }];
  const presence = { state: 1, limit: 3, talks: [talk] } as const;
  const call = hears(house, called(house, house.join('May'), { inbox, presence }));
  assert.deepEqual([call.inbox, call.presence], [inbox, presence]);
});

test('a call of the longest certificate and eight heads still fits, and more is not made', () => {
  const house = new House('a call');
  const may = house.join(`May ${'a'.repeat(60)}`);
  const head = { kind: 5, desk: house.desk, version: Number.MAX_SAFE_INTEGER, hash: random(32) };
  const heads = Array.from({ length: 8 }, () => head);
  const talks = Array.from({ length: 12 }, () => busy);
  const presence = { state: 0, limit: 16, talks } as const;
  const call = hears(house, called(house, may, { heads, inbox: random(32), presence }));
  assert.deepEqual([call.heads.length, call.presence.talks.length], [8, 12]);
  for (const more of [
    { ...presence, talks: [...talks, busy] },
    { ...presence, limit: 17 },
  ]) {
    assert.throws(() => called(house, may, { presence: more }));
  }
  assert.throws(() => called(house, may, { heads: [...heads, head] }));
});
