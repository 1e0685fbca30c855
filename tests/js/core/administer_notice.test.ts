import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, NONE } from '../../../client_js/src/core/bytes.ts';
import { Kind, noticeForm } from '../../../client_js/src/core/document_types.ts';
import { draftOf, fieldsOf, type NoticeDraft } from '../../../client_js/src/core/notice_draft.ts';
import { ed25519Public } from '../../../client_js/src/core/primitives.ts';
import { signDocument } from '../../../client_js/src/core/signing.ts';
import { DAY, type House } from './house.ts';
import { Desk } from './served.ts';
import { staffed } from './staffed.ts';

const DRAFT: NoticeDraft = {
  timezone: 'Europe/Vienna',
  hours: [['09:00-17:00'], [], [], [], ['22:00-02:00'], [], []],
  phones: [{ number: '0800 1', labels: [['en', 'Our phone']] }],
  texts: [{ language: 'en', words: [['welcome', 'You can write to us.']] }],
  policy: [],
  exitAddress: 'https://www.wikipedia.org/',
};

/** What the relay keeps is this notice, signed by an administrator of the house. */
function keep(desk: Desk, version: number, changes: Partial<NoticeDraft> = {}, age = 0): void {
  const { house } = desk;
  const issued = house.now - age;
  const payload = {
    ...{ format: 1 as const, organisation: house.organisation, version, issued },
    ...{ expires: issued + 365 * DAY, desk: house.desk },
    ...fieldsOf({ ...DRAFT, ...changes }),
  };
  const { raw } = signDocument(noticeForm, payload, house.administrator.administratorSeed);
  desk.kept.set(Kind.notice, { envelope: raw, packet: NONE });
}

function opened(house: House, version = 1, age = 0): Desk {
  const desk = new Desk(house);
  keep(desk, version, {}, age);
  return desk.open();
}

test('an administrator reads the notice that stands, changes it, and the relay takes the next one', () => {
  const { house } = staffed();
  const desk = opened(house);
  const [stands] = desk.view.notices;
  assert.equal(stands?.version, 1);
  assert.equal(stands.by, hex(ed25519Public(house.administrator.administratorSeed)));
  assert.equal(stands.by, desk.view.me);
  const draft = draftOf(stands.fields);
  assert.deepEqual(draft.hours[5], ['00:00-02:00'], 'the night goes on in the next day');
  const working = desk.do({
    do: 'notice',
    draft: { ...draft, phones: [{ number: '0800 2', labels: [] }] },
  });
  assert.equal(working.stage, 'working');
  assert.equal(working.notices.length, 1, 'nothing counts before the relay has it');
  const view = desk.take();
  assert.equal(view.done?.kind, 'notice');
  assert.deepEqual(view.notices.map(({ version }) => version), [1, 2]);
  assert.equal(view.notices[1]?.fields.numbers[0]?.number, '0800 2');
  assert.equal(house.documents.notice(house.desk)?.payload.version, 2, 'a reader takes it');
});

test('after a lock the notices that were read before are there again, and none that nobody signed', () => {
  const { house } = staffed();
  const desk = opened(house);
  desk.do({ do: 'notice', draft: { ...DRAFT, timezone: 'UTC' } });
  const before = desk.take().notices.map(({ raw }) => raw);
  assert.equal(before.length, 2);
  const forged = before[0]!.map((byte, at) => (at === before[0]!.length - 1 ? byte ^ 1 : byte));
  const later = new Desk(house, undefined, house.administrator, [forged, ...before]);
  later.kept = desk.kept;
  assert.deepEqual(later.view.notices, [], 'nothing counts before the charter is read');
  assert.deepEqual(later.open().view.notices.map(({ version }) => version), [1, 2]);
  // An older one that is served does not take the place of what was read before.
  const old = new Desk(house, undefined, house.administrator, before);
  keep(old, 1);
  assert.deepEqual(old.open().view.notices.map(({ version }) => version), [1, 2]);
});

test('what an administrator has signed whose key stands no more is history, and nothing is made from it', () => {
  const { house } = staffed();
  const desk = opened(house);
  desk.do({ do: 'notice', draft: { ...DRAFT, timezone: 'UTC' } });
  const before = desk.take().notices.map(({ raw }) => raw);
  const old = desk.view.me;
  // Whoever comes after: another key, and a notice that is signed with it.
  const successor = { ...house.administrator, administratorSeed: house.random(32) };
  house.now += DAY;
  house.nextCharter({ administratorKeys: [ed25519Public(successor.administratorSeed)] });
  Object.assign(house.administrator, { administratorSeed: successor.administratorSeed });
  const stranger = signDocument(noticeForm, {
    ...{ format: 1 as const, organisation: house.organisation, version: 9, issued: house.now },
    ...{ expires: house.now + DAY, desk: house.desk, ...fieldsOf(DRAFT) },
  }, house.random(32)).raw;
  const later = new Desk(house, undefined, successor, [...before, stranger]);
  keep(later, 3);
  const { notices, formerNotices, me } = later.open().view;
  assert.deepEqual(notices.map(({ version, by }) => [version, by]), [[3, me]]);
  assert.deepEqual(formerNotices.map(({ version, by }) => [version, by]), [[1, old], [2, old]]);
  // The relay can bring none of them back as the one that stands.
  const served = new Desk(house, undefined, successor);
  served.kept.set(Kind.notice, { envelope: before[1]!, packet: NONE });
  served.open();
  assert.deepEqual([served.view.notices, served.view.formerNotices], [[], []]);
  // And while it serves one of them still, the history is there all the same.
  const first = new Desk(house, undefined, successor, before);
  first.kept.set(Kind.notice, { envelope: before[1]!, packet: NONE });
  first.open();
  assert.deepEqual([first.view.notices.length, first.view.formerNotices.length], [0, 2]);
});

test('a notice that has run out is gone on from, and its version is not used again', () => {
  const { house } = staffed();
  const desk = opened(house, 7, 400 * DAY);
  assert.equal(desk.view.notices[0]?.version, 7);
  desk.do({ do: 'notice', draft: DRAFT });
  assert.deepEqual(desk.take().notices.map(({ version }) => version), [7, 8]);
});

test('an organisation without a notice gets its first one', () => {
  const { house } = staffed();
  const desk = new Desk(house).open();
  assert.deepEqual([desk.view.notices, desk.view.noticeRead], [[], true]);
  desk.do({ do: 'notice', draft: DRAFT });
  assert.equal(desk.take().notices[0]?.version, 1);
});

test('what the pages would not understand is not signed, and the field is named', () => {
  const { house } = staffed();
  const desk = opened(house);
  const view = desk.do({ do: 'notice', draft: { ...DRAFT, exitAddress: 'javascript:alert(1)' } });
  assert.deepEqual([view.failure, view.about, view.stage], ['bad-notice', 'exit_address', 'ready']);
  assert.equal(desk.published.length, 0);
  const words = [['welcome', 'x'.repeat(4000)]] as const;
  const many = Array.from({ length: 40 }, (_, at) => ({ language: `en-${100 + at}`, words }));
  assert.equal(desk.do({ do: 'notice', draft: { ...DRAFT, texts: many } }).failure, 'notice-long');
});

test('a03 nothing is signed on a notice that was kept back, or while an older one is served', () => {
  const { house } = staffed();
  const desk = opened(house, 5);
  assert.equal(desk.view.notices[0]?.version, 5);
  keep(desk, 4);
  desk.say({ name: 'changed', kind: Kind.notice, desk: house.desk });
  const view = desk.do({ do: 'notice', draft: DRAFT });
  assert.equal(view.failure, 'documents-disagree');
  assert.equal(desk.published.length, 0);
});

test('a notice of somebody else, or of another desk, is not shown as ours', () => {
  const { house } = staffed();
  const desk = new Desk(house);
  keep(desk, 3);
  const stranger = house.random(32);
  const good = desk.kept.get(Kind.notice);
  const payload = {
    ...{ format: 1 as const, organisation: house.organisation, version: 9, issued: house.now },
    ...{ expires: house.now + DAY, desk: house.desk, ...fieldsOf(DRAFT) },
  };
  desk.kept.set(Kind.notice, { envelope: signDocument(noticeForm, payload, stranger).raw, packet: NONE });
  desk.open();
  assert.deepEqual(desk.view.notices, []);
  const elsewhere = { ...payload, desk: house.random(16) };
  const seed = house.administrator.administratorSeed;
  desk.kept.set(Kind.notice, { envelope: signDocument(noticeForm, elsewhere, seed).raw, packet: NONE });
  desk.say({ name: 'changed', kind: Kind.notice, desk: house.desk });
  assert.deepEqual(desk.view.notices, []);
  assert.ok(good !== undefined);
  desk.kept.set(Kind.notice, good);
  desk.say({ name: 'changed', kind: Kind.notice, desk: house.desk });
  assert.deepEqual(desk.view.notices.map(({ version }) => version), [3], 'and a good one is');
});
