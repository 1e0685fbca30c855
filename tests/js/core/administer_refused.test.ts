import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NONE } from '../../../client_js/src/core/bytes.ts';
import { Kind } from '../../../client_js/src/core/document_types.ts';
import { DAY, House } from './house.ts';
import { Desk, keptBy } from './served.ts';
import { requestOf, staffed, terms } from './staffed.ts';

test('what is no request, was changed, or is for others is refused, and nothing can be signed', () => {
  const { house: place } = staffed();
  const desk = new Desk(place).open();
  const good = requestOf(place, place.person());
  const changed = good.slice();
  changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
  const other = new House('Elsewhere');
  const cases = [
    [new Uint8Array(0), 'bad-request'],
    [new TextEncoder().encode('a letter'), 'bad-request'],
    [changed, 'bad-request'],
    [requestOf(other, other.person()), 'other-organisation'],
  ] as const;
  for (const [file, failure] of cases) {
    desk.do({ do: 'read-request', file: good });
    const view = desk.do({ do: 'read-request', file });
    assert.deepEqual([view.failure, view.request], [failure, undefined]);
    assert.equal(desk.do({ do: 'certify', ...terms }).failure, 'bad-request');
  }
  assert.equal(desk.do({ do: 'read-request-text', text: 'noview:' }).failure, 'bad-request');
  assert.equal(desk.machine.toPublish(), undefined);
});

test('a40 an alias that looks like a colleague’s, or hides something, is refused with what it is', () => {
  const { house: place } = staffed();
  const desk = new Desk(place).open();
  desk.do({ do: 'read-request', file: requestOf(place, place.person()) });
  const cases = [
    ['May', 'alias-alike', 'May'],
    ['МАY', 'alias-mixed', undefined],
    ['Mаy', 'alias-mixed', undefined],
    ['may', 'alias-alike', 'May'],
    ['', 'alias-empty', ''],
    ['S\u200bam', 'alias-sign', 'U+200B'],
    ['x'.repeat(65), 'alias-long', ''],
  ] as const;
  for (const [alias, failure, about] of cases) {
    const view = desk.do({ do: 'certify', ...terms, alias });
    assert.equal(view.failure, failure, alias);
    if (about !== undefined) assert.equal(view.about, about, alias);
    assert.equal(view.stage, 'ready');
  }
  assert.equal(desk.do({ do: 'certify', ...terms, languages: ['no such'] }).failure, 'bad-languages');
  assert.equal(desk.do({ do: 'certify', ...terms, days: 0 }).failure, 'bad-life');
  assert.equal(desk.machine.toPublish(), undefined);
  assert.equal(desk.do({ do: 'certify', ...terms }).failure, undefined, 'the request is still there');
});

test('a device that stands already is not certified again, but renewed', () => {
  const { house: place, may } = staffed();
  const desk = new Desk(place).open();
  desk.do({ do: 'read-request', file: requestOf(place, may, 'Maya') });
  assert.equal(desk.do({ do: 'certify', ...terms, alias: 'Maya' }).failure, 'device-known');
  desk.do({ do: 'renew', device: desk.key('May'), days: 365 });
  const view = desk.take();
  assert.deepEqual([view.done?.kind, view.done?.alias], ['renewed', 'May']);
  const shown = view.devices.find(({ alias }) => alias === 'May');
  assert.ok((shown?.expires ?? 0) >= place.now + 365 * DAY);
  assert.deepEqual(desk.aliases, ['Jo', 'May'], 'it is still one device');
});

test('a key that is not on the charter signs nothing, and says so', () => {
  const { house: place } = staffed();
  const who = { administratorSeed: place.random(32), officeSeed: place.random(32) };
  const desk = new Desk(place, undefined, who).open();
  assert.equal(desk.view.failure, 'no-administrator');
  assert.equal(desk.do({ do: 'renew-roster' }).failure, 'no-administrator');
  assert.equal(desk.machine.toPublish(), undefined);
});

test('an administrator whom no directory was sealed to says so and makes nothing blindly', () => {
  const { house: place } = staffed();
  const desk = new Desk(place, undefined, place.second).open();
  assert.equal(desk.view.failure, 'no-directory');
  assert.deepEqual(desk.aliases, []);
  for (const action of [{ do: 'renew-roster' }, { do: 'start-shift', hours: 4 }] as const) {
    assert.equal(desk.do(action).failure, 'no-directory');
  }
  assert.equal(desk.machine.toPublish(), undefined);
});

test('a03 rollback: older papers than this administrator has seen stop everything', () => {
  const { house: place } = staffed();
  const old = keptBy(place);
  const desk = new Desk(place).open();
  desk.do({ do: 'renew-roster' });
  desk.take();
  desk.do({ do: 'start-shift', hours: 12 });
  desk.take();
  const stored = desk.machine.takeChanged();
  assert.ok(stored !== undefined);
  assert.equal(desk.machine.takeChanged(), undefined, 'once');
  const again = new Desk(place, stored);
  again.kept = old;
  again.open();
  assert.equal(again.view.failure, 'documents-disagree');
  assert.equal(again.do({ do: 'start-shift', hours: 4 }).failure, 'documents-disagree');
  assert.equal(again.machine.toPublish(), undefined);
  again.kept = keptBy(place);
  again.say({ name: 'changed', kind: Kind.roster, desk: NONE });
  assert.equal(again.view.failure, 'documents-disagree', 'what was said stays on the screen');
  again.do({ do: 'start-shift', hours: 24 });
  assert.equal(again.take().done?.kind, 'shift', 'and with the newest papers work goes on');
});

test('a03 a relay that says there is no shift, where one was seen, is not believed', () => {
  const { house: place } = staffed();
  const desk = new Desk(place).open();
  const stored = desk.machine.takeChanged();
  const again = new Desk(place, stored);
  again.kept.delete(Kind.shift);
  again.open();
  assert.equal(again.view.failure, 'documents-disagree');
  const fresh = new Desk(place);
  fresh.kept.delete(Kind.shift);
  fresh.open();
  assert.equal(fresh.view.failure, undefined, 'who has seen none cannot know');
});

test('heads that were kept for somebody else, or damaged, are as good as none', () => {
  const { house: place } = staffed();
  const kept = new Desk(place).open().machine.takeChanged();
  assert.ok(kept !== undefined);
  const bad = kept.slice();
  bad[bad.length - 1] = (bad[bad.length - 1] ?? 0) ^ 1;
  for (const stored of [bad, new Uint8Array(3)]) {
    assert.equal(new Desk(place, stored).open().view.stage, 'ready');
  }
});

test('what the relay answers is said, and nothing is handed over that does not count', () => {
  const cases = [
    [{ stage: 'clash', code: 16 }, 'newer-there'],
    [{ stage: 'refused', code: 18 }, 'relay-refused'],
    [{ stage: 'refused', code: 10 }, 'relay-busy'],
    [{ stage: 'no-answer', code: 0 }, 'no-answer'],
  ] as const;
  for (const [answer, failure] of cases) {
    const { house: place } = staffed();
    const desk = new Desk(place).open();
    desk.do({ do: 'read-request', file: requestOf(place, place.person()) });
    desk.do({ do: 'certify', ...terms });
    assert.ok(desk.machine.toPublish() !== undefined);
    assert.equal(desk.machine.toPublish(), undefined, 'once');
    const view = desk.do({ do: 'published', result: { ok: false, published: 0, ...answer } });
    assert.deepEqual([view.failure, view.grant, view.done], [failure, undefined, undefined]);
    assert.ok(view.request !== undefined, 'it can be tried again');
    assert.equal(desk.do({ do: 'certify', ...terms }).stage, 'working');
  }
});

test('one thing at a time: nothing is signed before everything was read, or while something leaves', () => {
  const { house: place } = staffed();
  const unread = new Desk(place);
  unread.machine.opened(place.now);
  unread.machine.act({ do: 'renew-roster' }, place.now);
  assert.equal(unread.view.failure, 'not-possible');
  const desk = new Desk(place).open();
  desk.do({ do: 'renew-roster' });
  assert.equal(desk.do({ do: 'start-shift', hours: 4 }).failure, 'not-possible');
  assert.equal(desk.machine.toPublish()?.length, 2, 'a roster, and the shift that names it');
});

test('a relay that cries "changed" without end is asked no more than once at a time', () => {
  const { house: place } = staffed();
  const desk = new Desk(place).open();
  for (let time = 0; time < 100; time += 1) {
    desk.say({ name: 'changed', kind: Kind.roster, desk: NONE }, false);
  }
  assert.ok(desk.machine.drain().length <= 5);
});
