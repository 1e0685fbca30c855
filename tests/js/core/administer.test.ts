import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IDLE } from '../../../client_js/src/core/administer.ts';
import { hex, NONE } from '../../../client_js/src/core/bytes.ts';
import { spoken } from '../../../client_js/src/core/device.ts';
import { makeRequest, readExport, readGrant, readRequest, toText } from '../../../client_js/src/core/request.ts';
import { DAY, HOUR } from './house.ts';
import { Desk, keptBy } from './served.ts';
import { opens, requestOf, staffed, terms } from './staffed.ts';

test('an administrator sees who may work, until when, and by which number', () => {
  const { house: place, may } = staffed();
  const desk = new Desk(place).open();
  assert.equal(desk.view.stage, 'ready');
  assert.deepEqual(desk.aliases, ['Jo', 'May']);
  const [, shown] = desk.view.devices;
  const device = readRequest(place.organisation, requestOf(place, may), place.now).device;
  assert.equal(shown?.fingerprint, spoken(device));
  assert.equal(shown?.keyUntil, place.now + 8 * DAY);
  assert.equal(shown?.good, true);
  assert.equal(desk.view.organisation, 'Harbor');
  assert.deepEqual(
    desk.view.heads.map(({ kind, version }) => [kind, version]),
    [['charter', 1], ['roster', 3], ['shift', 2]],
  );
});

test('a device joins: its request, the number to compare, and a grant once the relay has taken it', () => {
  const { house: place } = staffed();
  const desk = new Desk(place).open();
  const sam = place.person();
  const request = requestOf(place, sam);
  const asked = desk.do({ do: 'read-request', file: request });
  const { device } = readRequest(place.organisation, request, place.now);
  assert.deepEqual(asked.request, {
    fingerprint: spoken(device),
    alias: 'Sam',
    role: 'counselor',
    languages: ['en', 'ar'],
    known: '',
  });
  assert.equal(desk.do({ do: 'certify', ...terms }).stage, 'working');
  assert.equal(desk.view.grant, undefined, 'nothing is handed over before it counts');
  const view = desk.take();
  assert.equal(view.done?.kind, 'certified');
  assert.equal(view.request, undefined);
  assert.ok(view.grant !== undefined);
  const { certificate } = readGrant(view.grant.file);
  assert.equal(place.documents.checkCertificate(certificate, place.now).payload.alias, 'Sam');
  assert.equal(view.grant.text, toText(view.grant.file));
  assert.deepEqual(desk.aliases, ['Jo', 'May', 'Sam']);
  assert.ok(opens(place, sam));
  assert.equal(desk.do({ do: 'close-grant' }).grant, undefined);
});

test('a request as one line of text is the same request', () => {
  const { house: place } = staffed();
  const desk = new Desk(place).open();
  const file = requestOf(place, place.person());
  const seen = desk.do({ do: 'read-request', file }).request;
  assert.deepEqual(desk.do({ do: 'read-request-text', text: ` ${toText(file)}\n` }).request, seen);
  assert.deepEqual(
    desk.do({ do: 'read-request', file: new TextEncoder().encode(toText(file)) }).request,
    seen,
  );
  assert.equal(desk.do({ do: 'drop-request' }).request, undefined);
});

test('a41 a device that is gone is shut out by the roster and by the next shift, in one go', () => {
  const { house: place, may, jo } = staffed();
  const desk = new Desk(place).open();
  assert.ok(opens(place, may) && opens(place, jo));
  const key = desk.key('May');
  desk.do({ do: 'revoke', device: key });
  const view = desk.take();
  assert.deepEqual([view.done?.kind, view.done?.alias, view.done?.at], ['revoked', 'May', place.now]);
  assert.deepEqual(desk.aliases, ['Jo']);
  assert.deepEqual([opens(place, may), opens(place, jo)], [false, true]);
  const row = place.documents.roster?.payload.rows.find((one) => hex(one.certificateHash) === key);
  assert.equal(row?.revoked, true);
  assert.equal(desk.do({ do: 'revoke', device: key }).failure, 'unknown-device');
});

test('rosters and shifts are renewed; a shift says who could not be taken in', () => {
  const { house: place } = staffed();
  const desk = new Desk(place).open();
  place.now += 2 * DAY;
  desk.do({ do: 'renew-roster' });
  assert.equal(desk.take().rosterExpires, place.now + 7 * DAY);
  const sam = place.person();
  const wish = { alias: 'Sam', role: 'counselor', languages: ['en'] };
  desk.do({ do: 'read-request-text', text: toText(makeRequest(sam.vault, wish, NONE)) });
  desk.do({ do: 'certify', ...terms });
  assert.deepEqual(desk.take().done?.leftOut, ['Sam']);
  desk.do({ do: 'start-shift', hours: 12 });
  const view = desk.take();
  assert.deepEqual([view.done?.kind, view.done?.leftOut], ['shift', ['Sam']]);
  assert.ok((view.shiftExpires ?? 0) >= place.now + 12 * HOUR);
  assert.equal(view.devices.find(({ alias }) => alias === 'Sam')?.keyUntil, undefined);
});

test('after a night and after a holiday it is still known who the staff are, and work begins again', () => {
  for (const days of [2, 9]) {
    const { house: place, may } = staffed();
    place.now += days * DAY;
    may.keyring.tick(place.now, place.random);
    const desk = new Desk(place).open();
    assert.equal(desk.view.problem, undefined);
    assert.deepEqual(desk.aliases, ['Jo', 'May']);
    assert.ok((desk.view.shiftExpires ?? 0) <= place.now, 'it is over');
    if (days > 7) {
      assert.equal(desk.do({ do: 'start-shift', hours: 12 }).failure, 'nobody');
      desk.do({ do: 'renew-roster' });
      assert.equal(desk.take().rosterExpires, place.now + 7 * DAY);
      continue;
    }
    desk.do({ do: 'start-shift', hours: 12 });
    assert.equal(desk.take().done?.kind, 'shift');
    assert.ok(opens(place, may));
  }
});

test('the shift of a supervisor who was shut out since still tells who the staff are', () => {
  const { house: place } = staffed();
  const desk = new Desk(place).open();
  desk.do({ do: 'revoke', device: desk.key('May') });
  // The roster was taken; then the connection broke, and the old shift is all that there is.
  const [roster] = desk.machine.toPublish() ?? [];
  assert.ok(roster !== undefined);
  place.publishOne(roster);
  desk.kept = keptBy(place);
  const result = { ok: false, stage: 'no-answer', published: 1, code: 0 } as const;
  const view = desk.do({ do: 'published', result });
  assert.deepEqual([view.failure, view.done], ['no-answer', undefined]);
  assert.deepEqual(desk.aliases, ['Jo']);
  desk.do({ do: 'start-shift', hours: 12 });
  assert.equal(desk.take().done?.kind, 'shift');
});

test('after a holiday longer than any key, devices are taken in by what their consoles save', () => {
  const { house: place, may, jo } = staffed();
  place.now += 12 * DAY;
  may.keyring.tick(place.now, place.random);
  const desk = new Desk(place).open();
  desk.do({ do: 'renew-roster' });
  desk.take();
  assert.equal(desk.do({ do: 'start-shift', hours: 12 }).failure, 'nobody');
  const view = desk.do({ do: 'read-request', file: requestOf(place, may) });
  assert.deepEqual([view.request?.known, view.failure], ['May', undefined]);
  desk.do({ do: 'start-shift', hours: 12 });
  const after = desk.take();
  assert.deepEqual([after.done?.kind, after.done?.leftOut], ['shift', ['Jo']]);
  assert.equal(after.request, undefined);
  assert.deepEqual([opens(place, may), opens(place, jo)], [true, false]);
});

test('it locks itself after five minutes without a hand on it, and its keys are gone', () => {
  const { house: place } = staffed();
  const desk = new Desk(place).open();
  place.now += IDLE - 1;
  desk.machine.tick(place.now);
  assert.equal(desk.view.stage, 'ready');
  desk.do({ do: 'used' });
  assert.equal(desk.view.locksAt, place.now + IDLE);
  place.now += IDLE;
  desk.machine.tick(place.now);
  assert.deepEqual([desk.view.stage, desk.view.devices.length], ['locked', 0]);
  assert.equal(desk.machine.wants(), 'none');
  desk.machine.act({ do: 'renew-roster' }, place.now);
  assert.equal(desk.machine.toPublish(), undefined);
  assert.equal(desk.machine.takeChanged(), undefined);
});

test('a clock that is set back does not keep it open for longer', () => {
  const { house: place } = staffed();
  const desk = new Desk(place).open();
  desk.machine.tick(place.now - DAY);
  assert.equal(desk.view.stage, 'ready');
  desk.machine.tick(place.now - DAY + IDLE);
  assert.equal(desk.view.stage, 'locked');
});

test('everything public can be taken away as one file, and no name is in it', () => {
  const { house: place } = staffed();
  const desk = new Desk(place);
  assert.equal(desk.machine.exported(), undefined);
  desk.open();
  const raw = desk.machine.exported();
  assert.ok(raw !== undefined);
  const { organisation, charters, others, relay } = readExport(raw);
  assert.deepEqual([hex(organisation), relay], [hex(place.organisation), 'wss://relay.invalid']);
  assert.deepEqual([charters.length, others.length], [1, 2]);
  const text = new TextDecoder('latin1').decode(raw);
  assert.ok(text.includes('Harbor'), 'the search finds what is there');
  assert.ok(!text.includes('May'));
});
