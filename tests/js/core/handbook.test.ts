/** The handbook as a document, which one goes on, and what a screen asks of it. protocol.md 17. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, equal, hex, NONE } from '../../../client_js/src/core/bytes.ts';
import { carried } from '../../../client_js/src/core/carried.ts';
import { LocalFault, Untrusted } from '../../../client_js/src/core/errors.ts';
import {
  type Handbook,
  HANDBOOK_LIFE,
  makeHandbook,
  readHandbook,
  SECRETS_MOST,
} from '../../../client_js/src/core/handbook.ts';
import { bestHandbook, HandbookReader, nextEdition } from '../../../client_js/src/core/handbook_carry.ts';
import {
  BOUNDS,
  EMPTY_HANDBOOK,
  type HandbookContent,
  handbookView,
  labelIn,
  numberOf,
  settingOf,
} from '../../../client_js/src/core/handbook_view.ts';
import type { Administrator } from '../../../client_js/src/core/office.ts';
import { ed25519Public } from '../../../client_js/src/core/primitives.ts';
import { DAY, House } from './house.ts';
import { pick, seeded } from './helpers.ts';

const text = (key: string, language: string, title = 'Hello'): HandbookContent['texts'][number] => {
  return { key, stage: 'greeting', language, title, text: `${title}, in ${language}.` };
};

const CONTENT: HandbookContent = {
  ...EMPTY_HANDBOOK,
  texts: [text('hello', 'en'), text('hello', 'pt')],
  settings: [{ key: 'talk-minutes', value: '40' }],
};

const publicOf = ({ administratorSeed }: Administrator): Bytes => ed25519Public(administratorSeed);

function edition(
  house: House,
  version: number,
  who = house.administrator,
  before?: Handbook,
  content = CONTENT,
): { readonly raw: Bytes; readonly payload: Handbook } {
  const { organisation, desk, now, random } = house;
  return makeHandbook(content, { organisation, desk, version, now, before }, who.administratorSeed, random);
}

const best = (house: House, ...raws: readonly Bytes[]): number | undefined =>
  bestHandbook(house.documents, house.desk, raws, house.now)?.payload.version;

test('an edition says what was written, and every reader finds its administrator', () => {
  const house = new House();
  const { raw } = edition(house, 3);
  const keys = [publicOf(house.second), publicOf(house.administrator)];
  const { payload, administrator } = readHandbook(house.organisation, house.desk, keys, raw);
  assert.deepEqual([payload.version, payload.texts, payload.settings], [3, CONTENT.texts, CONTENT.settings]);
  assert.equal(payload.expires - payload.issued, HANDBOOK_LIFE);
  assert.equal(hex(administrator), hex(keys[1] ?? NONE));
});

test('no changed byte, and no junk, is taken for a handbook, and nothing else is thrown', () => {
  const house = new House();
  const { raw } = edition(house, 3);
  const keys = [publicOf(house.administrator)];
  const read = (bytes: Bytes): unknown => readHandbook(house.organisation, house.desk, keys, bytes);
  assert.ok(read(raw), 'the control');
  for (let round = 0; round < 300; round += 1) {
    const changed = raw.slice();
    const at = pick(house.random, changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 + pick(house.random, 255));
    assert.throws(() => read(changed), Untrusted);
    assert.throws(() => read(house.random(pick(house.random, 400))), Untrusted);
  }
});

test('each edition has a secret of its own, and those of a month go on, sixteen at most', () => {
  const house = new House();
  let before: Handbook | undefined;
  for (let version = 1; version <= 20; version += 1) {
    const { payload } = edition(house, version, house.administrator, before);
    const [newest] = payload.secrets;
    assert.equal(newest?.made, house.now);
    assert.ok(before === undefined || !before.secrets.some(({ secret }) => equal(secret, newest.secret)));
    assert.equal(payload.secrets.length, Math.min(version, SECRETS_MOST));
    before = payload;
    house.now += DAY;
  }
  house.now += 25 * DAY;
  const late = edition(house, 21, house.administrator, before).payload.secrets;
  assert.deepEqual(late.map(({ made }) => house.now - made <= 31 * DAY), late.map(() => true));
  assert.equal(late.length, 7, 'those that were in use within 31 days, and the new one');
  house.now += 300 * DAY;
  const [, last, ...rest] = edition(house, 22, house.administrator, before).payload.secrets;
  assert.equal(hex(last?.secret ?? NONE), hex(before?.secrets[0]?.secret ?? NONE), 'in use until now');
  assert.deepEqual(rest, []);
});

test('what does not fit, or breaks a rule between fields, is not made', () => {
  const house = new House();
  const long = Array.from({ length: 80 }, (_, at) => ({ ...text(`t${at}`, 'en'), text: 'x'.repeat(3500) }));
  const refused = (content: HandbookContent, code: string): void => {
    const fault = (error: unknown): boolean => error instanceof LocalFault && error.code === code;
    assert.throws(() => edition(house, 1, house.administrator, undefined, content), fault);
  };
  refused({ ...CONTENT, texts: long }, 'too-long');
  assert.ok(edition(house, 1, house.administrator, undefined, { ...CONTENT, texts: long.slice(0, 70) }));
  refused({ ...CONTENT, texts: [text('a', 'en'), text('a', 'en')] }, 'out-of-shape');
  const place = { name: 'Lantern', kind: '', region: '', languages: [], hours: '', phone: '' };
  const service = { ...place, address: '3 Street', confidential: true, trust: '', note: '' };
  refused({ ...CONTENT, services: [service] }, 'out-of-shape');
  assert.ok(edition(house, 1, house.administrator, undefined, {
    ...CONTENT,
    services: [{ ...service, address: '' }, { ...service, confidential: false }],
  }), 'the control');
});

test('the newest edition goes on; an older one, or another of the same version, does not', () => {
  const house = new House();
  const [one, two, other] = [edition(house, 1), edition(house, 2), edition(house, 2, house.second)];
  const directory = (handbook: Bytes) => ({ devices: [], officeKeys: [], handbook });
  const next = (before: Bytes, newest: Bytes): Bytes =>
    carried(directory(newest), directory(before), house.documents, house.desk, house.now).handbook;
  assert.ok(equal(next(one.raw, two.raw), two.raw));
  assert.ok(equal(next(two.raw, one.raw), two.raw), 'an older one');
  assert.ok(equal(next(two.raw, other.raw), two.raw), 'another of the same version');
  assert.ok(equal(next(two.raw, NONE), two.raw), 'left out');
  assert.ok(equal(next(two.raw, house.random(900)), two.raw), 'junk');
  assert.ok(equal(next(NONE, two.raw), two.raw));
  const alone = carried(directory(house.random(900)), undefined, house.documents, house.desk, house.now);
  assert.equal(alone.handbook.length, 0, 'junk is carried no further');
});

test('somebody who was never an administrator makes none that is carried, whatever the version', () => {
  const house = new House();
  const stranger = { administratorSeed: house.random(32), officeSeed: house.random(32) };
  assert.equal(best(house, edition(house, 9, stranger).raw), undefined);
  assert.equal(best(house, edition(house, 9, stranger).raw, edition(house, 1).raw), 1);
});

test('a handbook outlives its administrator and its time only to be made anew', () => {
  const house = new House();
  const [theirs, ours] = [edition(house, 90, house.second), edition(house, 4)];
  assert.equal(best(house, ours.raw, theirs.raw), 90);
  house.documents.addCharter(house.nextCharter({ administratorKeys: [publicOf(house.administrator)] }), house.now);
  assert.equal(best(house, theirs.raw), 90, 'still carried, to go on from');
  assert.equal(best(house, theirs.raw, ours.raw), 4, 'who stands goes before who has left');
  const reader = new HandbookReader(house.desk);
  assert.equal(reader.view(house.documents, theirs.raw, house.now), undefined, 'and it counts for nobody');
  assert.equal(reader.base(house.documents, theirs.raw)?.version, 90);
  assert.equal(reader.view(house.documents, ours.raw, house.now)?.version, 4);
  const over = house.now + HANDBOOK_LIFE;
  assert.equal(reader.view(house.documents, ours.raw, over - 1)?.version, 4);
  assert.equal(reader.view(house.documents, ours.raw, over), undefined);
  assert.equal(reader.current(house.documents, ours.raw, house.now - 301), undefined, 'not yet');
  const fresh = edition({ ...house, now: over } as House, 2);
  const known = bestHandbook(house.documents, house.desk, [ours.raw, fresh.raw], over);
  assert.deepEqual([known?.payload.version, known?.good], [2, true], 'what counts goes first');
});

test('the next version is after all that are known, and comes back from absurd ones', () => {
  const house = new House();
  const known = (...versions: readonly number[]) =>
    versions.map((version) => ({ ...edition(house, version), good: true, hash: NONE, administrator: NONE }));
  assert.equal(nextEdition([], 0, house.now), 1);
  assert.equal(nextEdition(known(4), 0, house.now), 5);
  assert.equal(nextEdition(known(4), 9, house.now), 10);
  assert.equal(nextEdition(known(2 ** 50), 3, house.now), house.now);
});

test('a text is found in its language or the wider one, and in no other', () => {
  const view = handbookView(CONTENT, { version: 1, issued: 0, expires: 1 });
  assert.equal(view.text('hello', 'en')?.text, 'Hello, in en.');
  assert.equal(view.text('hello', 'pt-BR')?.language, 'pt');
  assert.equal(view.text('hello', 'ar'), undefined);
  assert.equal(view.text('other', 'en'), undefined);
  const labels = [{ language: 'en', label: 'Law' }, { language: 'ar', label: 'قانون' }];
  assert.deepEqual(['ar', 'en-GB', 'ru'].map((one) => labelIn(labels, one)), ['قانون', 'Law', 'Law']);
  assert.equal(labelIn([], 'en'), '');
});

test('a setting that means nothing counts as none, and a number stays within its bounds', () => {
  const set = (value: string) => ({ settings: [{ key: 'talk-minutes', value }] });
  assert.equal(settingOf(undefined, 'talk-minutes'), '50');
  assert.equal(settingOf(set('45'), 'talk-minutes'), '45');
  assert.equal(settingOf(undefined, 'toString'), '');
  assert.equal(numberOf(undefined, 'talk-minutes'), 50);
  assert.equal(numberOf(undefined, 'most-talks'), 12, 'none set and none given: the most');
  assert.deepEqual(['45', 'soon', '-1', '', '9999'].map((one) => numberOf(set(one), 'talk-minutes')), [45, 50, 50, 50, 480]);
  const random = seeded('settings');
  for (let round = 0; round < 500; round += 1) {
    const [key, [least, most]] = BOUNDS[pick(random, BOUNDS.length)] ?? ['', [0, 0]];
    const junk = [...random(pick(random, 5))].map((byte) => String.fromCodePoint(32 + (byte % 90))).join('');
    const value = pick(random, 2) === 0 ? junk : `${pick(random, 20_000)}`;
    const found = numberOf({ settings: [{ key, value }] }, key);
    assert.ok(Number.isInteger(found) && found >= least && found <= most, `${key} ${value} ${found}`);
  }
});
