import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, compare, hex } from '../../../client_js/src/core/bytes.ts';
import {
  documentHash,
  encodePayload,
  Kind,
  type Roster,
  rosterForm,
} from '../../../client_js/src/core/document_types.ts';
import {
  certify,
  nextRoster,
  nextShift,
  renewDevice,
  revoke,
  staffOf,
} from '../../../client_js/src/core/office.ts';
import { endOfDay, type RosterChange, rosterAfter } from '../../../client_js/src/core/office_roster.ts';
import { OfficeRefused } from '../../../client_js/src/core/office_refused.ts';
import { Spares, spareRow } from '../../../client_js/src/core/spares.ts';
import { makeRequest, readRequest } from '../../../client_js/src/core/request.ts';
import { NOW, pick, seeded } from './helpers.ts';
import { DAY, HOUR, House, type Person } from './house.ts';

interface Base {
  readonly payload: Roster;
  readonly hash: Bytes;
}

const NAME = 32;

function baseOf(payload: Roster): Base {
  return { payload, hash: documentHash(Kind.roster, encodePayload(rosterForm, payload)) };
}

function first(random: (length: number) => Bytes): Base {
  const rows = Array.from({ length: 16 }, () => ({
    certificateHash: random(NAME),
    expires: NOW + 20 * DAY,
    revoked: false,
  })).sort((a, b) => compare(a.certificateHash, b.certificateHash));
  const head = { format: 1, organisation: random(32), version: 1, issued: NOW } as const;
  return baseOf({ ...head, expires: NOW + DAY, previous: random(0), rows });
}

const own = new Spares(new Uint8Array(32), seeded('spares')(32));

/** What no step may do, whoever asks for what: nobody dropped, nobody let in again. */
function checkStep(before: Roster, after: Roster, change: RosterChange, now: number): void {
  const rows = new Map(after.rows.map((row) => [hex(row.certificateHash), row]));
  const revoked = new Set(change.revoke.map((hash) => hex(hash)));
  const renewed = new Set(change.renewed?.map((hash) => hex(hash)));
  let dropped = 0;
  for (const { certificateHash, expires, revoked: was } of before.rows) {
    if (expires <= now) continue;
    const name = hex(certificateHash);
    const row = rows.get(name);
    if (row === undefined) {
      dropped += 1;
      assert.ok(!was, 'a revoked row was dropped');
      assert.ok(own.placeOf(certificateHash) !== undefined, 'who may be a device was dropped');
      continue;
    }
    const cut = renewed.has(name) ? endOfDay(now + 2 * DAY) : expires;
    assert.equal(row.expires, Math.min(cut, expires));
    assert.equal(row.revoked, was || revoked.has(name), 'revoked stays revoked, others stand');
  }
  assert.ok(dropped <= change.add.length, 'more gave way than joined');
  for (const { hash, expires } of change.add) {
    assert.deepEqual(rows.get(hex(hash)), { certificateHash: hash, expires, revoked: false });
  }
  assert.equal(after.rows.length % 16, 0);
  assert.ok(after.rows.length >= before.rows.length);
  assert.equal(after.version, before.version + 1);
}

test('in any order of joining, renewing, leaving and time, nobody is dropped and nobody comes back', () => {
  for (let run = 0; run < 40; run += 1) {
    const random = seeded(`rosters ${run}`);
    let base = first(random);
    const known = new Map<string, number>();
    let now = NOW;
    for (let step = 0; step < 60; step += 1) {
      now += pick(random, 2 * DAY);
      const add = Array.from({ length: pick(random, 3) }, () => ({
        hash: random(NAME),
        expires: endOfDay(now + (1 + pick(random, 60)) * DAY),
      }));
      const standing = base.payload.rows.filter(({ expires }) => expires > now);
      const revoke = standing
        .filter(() => pick(random, 40) === 0)
        .map(({ certificateHash }) => certificateHash);
      const renewed = standing.slice(0, pick(random, 2)).map((row) => row.certificateHash);
      const change = { add, revoke, renewed };
      const after = rosterAfter(base, change, base.payload.version + 1, own, now);
      checkStep(base.payload, after, change, now);
      for (const { hash, expires } of add) known.set(hex(hash), expires);
      base = baseOf(after);
    }
    const rows = base.payload.rows.length;
    const living = [...known.values()].filter((expires) => expires > now).length;
    assert.ok(rows <= 80 + living, `${rows} rows for ${living} devices`);
  }
});

test('the check notices a roster that drops a device, lets one back in, or shortens a life', () => {
  const random = seeded('planted');
  const base = first(random);
  const device = { hash: random(NAME), expires: NOW + 9 * DAY };
  const [thief] = base.payload.rows;
  assert.ok(thief !== undefined);
  const joined = rosterAfter(base, { add: [device], revoke: [] }, 2, own, NOW);
  const change = { add: [], revoke: [thief.certificateHash] };
  const after = rosterAfter(baseOf(joined), change, 3, own, NOW);
  const check = (rows: Roster['rows']): void =>
    checkStep(joined, { ...after, rows }, change, NOW);
  check(after.rows);
  const same = (hash: Bytes) => (row: Roster['rows'][number]) =>
    hex(row.certificateHash) === hex(hash);
  const without = after.rows.filter((row) => !same(device.hash)(row));
  assert.throws(() => check(without), /dropped/);
  const back = after.rows.map((row) => ({ ...row, revoked: false }));
  assert.throws(() => check(back), /revoked stays revoked/);
  const short = after.rows.map((row) => ({ ...row, expires: row.expires - 1 }));
  assert.throws(() => check(short));
});

test('only an administrator’s own spare rows give way; all others may be devices that nobody tells of', () => {
  const random = seeded('spares of two');
  const other = new Spares(new Uint8Array(32), random(32));
  const join = (base: Base, spares: Spares): Roster => {
    const add = [{ hash: random(NAME), expires: NOW + 9 * DAY }];
    return rosterAfter(base, { add, revoke: [] }, base.payload.version + 1, spares, NOW);
  };
  const start = first(random);
  const mine = join(start, own);
  assert.equal(mine.rows.length, 32, 'none of ours was there: it grows, by 15 of ours and the device');
  const ours = ({ rows }: Roster): number =>
    rows.filter((row) => own.placeOf(row.certificateHash) !== undefined).length;
  assert.equal(ours(mine), 15);
  const again = join(baseOf(mine), own);
  assert.deepEqual([again.rows.length, ours(again)], [32, 14]);
  const theirs = join(baseOf(again), other);
  assert.deepEqual([theirs.rows.length, ours(theirs)], [48, 14], 'another administrator takes none of ours');
  // The control: one who took whatever no directory tells of would have dropped somebody.
  const names = new Set(theirs.rows.map((row) => hex(row.certificateHash)));
  for (const { certificateHash } of start.payload.rows) assert.ok(names.has(hex(certificateHash)));
});

test('spare rows come again from the seed alone, and none comes twice while a later one is there', () => {
  const [organisation, seed] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const spares = new Spares(organisation, seed);
  const row = (place: number): Bytes => spareRow(organisation, seed, place);
  assert.equal(spares.placeOf(row(4095)), 4095);
  assert.equal(spares.placeOf(row(4096)), undefined);
  assert.equal(new Spares(organisation, row(0)).placeOf(row(0)), undefined, 'another’s seed');
  assert.deepEqual(spares.fresh(2, [row(7)], 16), [row(8), row(9)]);
  assert.deepEqual(spares.fresh(1, [], 16), [row(16)]);
  assert.deepEqual(spares.fresh(2, [row(4095), row(0)], 16), [row(1), row(2)]);
});

test('what was shut out does not come in again, and what does not stand is not shut out', () => {
  const random = seeded('twice');
  const base = first(random);
  const [row] = base.payload.rows;
  assert.ok(row !== undefined);
  const out = rosterAfter(base, { add: [], revoke: [row.certificateHash] }, 2, own, NOW);
  const again = { add: [{ hash: row.certificateHash, expires: row.expires }], revoke: [] };
  const refused = (code: string) => (error: unknown) =>
    error instanceof OfficeRefused && error.code === code;
  assert.throws(
    () => rosterAfter(baseOf(out), again, 3, own, NOW),
    refused('revoked'),
  );
  const strange = { add: [], revoke: [random(NAME)] };
  assert.throws(
    () => rosterAfter(base, strange, 2, own, NOW),
    refused('unknown-device'),
  );
});

test('with whole consoles, in any order: who stands is on the shift, who was revoked never again', () => {
  for (let run = 0; run < 2; run += 1) {
    const house = new House(`any order ${run}`);
    const random = seeded(`any order ${run}`);
    const standing = new Map<string, Person>();
    const out = new Set<string>();
    for (let step = 0; step < 10; step += 1) {
      house.now += pick(random, 20) * HOUR;
      if ((house.documents.roster?.payload.expires ?? 0) < house.now + DAY) {
        house.publish(nextRoster(house.given(), house.administrator));
      }
      const aliases = [...standing.keys()];
      const one = aliases[pick(random, Math.max(1, aliases.length))] ?? '';
      const hash = standing.get(one)?.certified?.certificate.hash;
      const act = pick(random, 4);
      if (aliases.length < 2 || act === 0) {
        const alias = `Device ${['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'][step]}`;
        standing.set(alias, house.join(alias));
      } else if (act === 1 && hash !== undefined) {
        house.publish(revoke(house.given(), house.second, hash));
        standing.delete(one);
        out.add(one);
      } else if (act === 2 && hash !== undefined) {
        house.publish(renewDevice(house.given(), house.second, hash, 200 + step));
      } else {
        const made = nextShift(house.given(), house.administrator, house.now + 4 * HOUR);
        house.publish(made);
      }
      const now = staffOf(house.given()).members.map(
        ({ certificate }) => certificate.payload.alias,
      );
      assert.deepEqual(now.sort(), [...standing.keys()].sort());
      assert.ok(now.every((alias) => !out.has(alias)));
    }
  }
});

test('a45_a device cannot renew its own certificate, nor certify another', () => {
  const house = new House();
  const may = house.join('May', 'supervisor');
  const itself = { administratorSeed: may.vault.signing, officeSeed: house.random(32) };
  const hash = may.certified?.certificate.hash ?? house.random(32);
  const refused = (error: unknown): boolean =>
    error instanceof OfficeRefused && error.code === 'not-administrator';
  assert.throws(() => renewDevice(house.given(), itself, hash, 365), refused);
  assert.throws(() => nextRoster(house.given(), itself), refused);
  const eve = house.person();
  const wish = { alias: 'Eve', role: 'counselor', languages: ['en'] };
  const raw = makeRequest(eve.vault, wish, house.random(0));
  const request = readRequest(house.organisation, raw, house.now);
  assert.throws(() => certify(house.given(), itself, request, { ...wish, days: 1 }), refused);
  // The control: an administrator can.
  renewDevice(house.given(), house.administrator, hash, 365);
  certify(house.given(), house.administrator, request, { ...wish, days: 1 });
});
