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

/** What no step may do, whoever asks for what: nobody dropped, nobody let in again. */
function checkStep(
  before: Roster,
  after: Roster,
  change: RosterChange,
  known: ReadonlySet<string>,
  now: number,
): void {
  const rows = new Map(after.rows.map((row) => [hex(row.certificateHash), row]));
  const revoked = new Set(change.revoke.map((hash) => hex(hash)));
  let dropped = 0;
  for (const { certificateHash, expires, revoked: was } of before.rows) {
    if (expires <= now) continue;
    const name = hex(certificateHash);
    const row = rows.get(name);
    if (row === undefined) {
      dropped += 1;
      assert.ok(!was, 'a revoked row was dropped');
      assert.ok(!known.has(name), 'a device was dropped');
      continue;
    }
    assert.equal(row.expires, expires);
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
      const listed = new Set([...known.keys()]);
      const after = rosterAfter(base, { add, revoke }, listed, now, random);
      checkStep(base.payload, after, { add, revoke }, listed, now);
      for (const { hash, expires } of add) known.set(hex(hash), expires);
      base = baseOf(after);
    }
    const rows = base.payload.rows.length;
    const living = [...known.values()].filter((expires) => expires > now).length;
    assert.ok(rows <= 64 + living, `${rows} rows for ${living} devices`);
  }
});

test('the check notices a roster that drops a device, lets one back in, or shortens a life', () => {
  const random = seeded('planted');
  const base = first(random);
  const device = { hash: random(NAME), expires: NOW + 9 * DAY };
  const [thief] = base.payload.rows;
  assert.ok(thief !== undefined);
  const known = new Set([hex(device.hash), hex(thief.certificateHash)]);
  const joined = rosterAfter(base, { add: [device], revoke: [] }, known, NOW, random);
  const change = { add: [], revoke: [thief.certificateHash] };
  const after = rosterAfter(baseOf(joined), change, known, NOW, random);
  const check = (rows: Roster['rows']): void =>
    checkStep(joined, { ...after, rows }, change, known, NOW);
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

test('what was shut out does not come in again, and what does not stand is not shut out', () => {
  const random = seeded('twice');
  const base = first(random);
  const [row] = base.payload.rows;
  assert.ok(row !== undefined);
  const out = rosterAfter(
    base,
    { add: [], revoke: [row.certificateHash] },
    new Set<string>(),
    NOW,
    random,
  );
  const again = { add: [{ hash: row.certificateHash, expires: row.expires }], revoke: [] };
  const refused = (code: string) => (error: unknown) =>
    error instanceof OfficeRefused && error.code === code;
  assert.throws(
    () => rosterAfter(baseOf(out), again, new Set<string>(), NOW, random),
    refused('revoked'),
  );
  const strange = { add: [], revoke: [random(NAME)] };
  assert.throws(
    () => rosterAfter(base, strange, new Set<string>(), NOW, random),
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
