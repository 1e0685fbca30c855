/** The numbers at work: collected once, kept before the relay forgets, and never lost to another vault. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, hex } from '../../../client_js/src/core/bytes.ts';
import { bookOf, EMPTY_LEDGER, firstDay, monthOf } from '../../../client_js/src/core/ledger.ts';
import { shownIn, writtenIn } from '../../../client_js/src/core/ledger_merged.ts';
import { dropName, makeStaffDrop } from '../../../client_js/src/core/numbers_drop.ts';
import { countOf } from '../../../client_js/src/core/numbers_tables.ts';
import { daysOf } from '../../../client_js/src/core/ledger.ts';
import { xwingPublic } from '../../../client_js/src/core/primitives.ts';
import { makeDrop } from '../../../client_js/src/core/survey.ts';
import { tallyDrop } from '../../../client_js/src/core/tally.ts';
import type { Fetching } from '../../../client_js/src/console/numbers/fetching.ts';
import { NumbersSession } from '../../../client_js/src/console/numbers/session.ts';
import { LedgerShelf } from '../../../client_js/src/console/numbers/shelf.ts';
import { NOW, seeded } from '../core/helpers.ts';

const random = seeded('numbers session');
const SEED = random(32);
const SECRET = random(32);
const PLACE = { fingerprint: random(32), desk: random(16), relay: 'wss://relay.example' };
const WHERE = { organisation: PLACE.fingerprint, desk: PLACE.desk, random };
const LENT = { seed: random(32), warrant: random(200), secrets: [SECRET], alias: 'Hala', made: NOW - 3600 };
const FACTS = { language: 'en', began: NOW, lasted: 60, hour: 3 };

const made = (secret = SECRET): Bytes =>
  makeStaffDrop(WHERE, xwingPublic(SEED), secret, tallyDrop([['need', 'legal']], FACTS));

class Disk {
  readonly items = new Map<string, string>();
  full = false;

  getItem(name: string): string | null {
    return this.items.get(name) ?? null;
  }

  setItem(name: string, value: string): void {
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    this.items.set(name, value);
  }
}

/** A relay with these drops; what it was told to forget is gone. */
class Box {
  drops: Bytes[];
  /** What lay in the storage when the relay was told. */
  keptFirst = false;
  answers = true;

  constructor(...drops: Bytes[]) {
    this.drops = drops;
  }

  fetch(disk: Disk): Fetching {
    const forget = async (names: readonly Bytes[]): Promise<boolean> => {
      this.keptFirst = disk.items.size > 0;
      if (!this.answers) return false;
      const gone = new Set(names.map(hex));
      this.drops = this.drops.filter((one) => !gone.has(hex(dropName(one))));
      return true;
    };
    return { done: Promise.resolve({ drops: [...this.drops], forget }), stop: () => undefined };
  }
}

function session(
  disk: Disk,
  box: Box,
  seeds: readonly Bytes[] = [SEED],
  lent = true,
  clock: { now: number; made?: number; secrets?: readonly Bytes[] } = { now: NOW },
): NumbersSession {
  const own = seeds.map((seed) => seed.slice());
  return new NumbersSession({
    place: PLACE,
    vault: {
      kind: 'statistics',
      organisation: PLACE.fingerprint,
      seeds: own.map((seed) => ({ seed, until: 0 })),
    },
    lend: () => (lent ? { ...LENT, made: clock.made ?? clock.now - 3600, secrets: clock.secrets ?? [SECRET] } : undefined),
    random,
    now: () => clock.now,
    shelf: new LedgerShelf(PLACE.fingerprint, own, random, () => disk),
    fetch: () => box.fetch(disk),
  });
}

const talks = (one: NumbersSession): number => countOf(daysOf(one.ledger), 'tally');
const nothing = (): void => undefined;
const answer = (at: number, ...answers: (readonly [string, string])[]): Bytes =>
  makeDrop(WHERE, xwingPublic(SEED), answers.map(([question, text]) => ({ question, answer: text })), at);
const ASKED = [{ key: 'survey-1', choices: [['Yes'], ['No']] }, { key: 'survey-2', choices: [] }];

test('what is collected is kept, then forgotten by the relay, and there again the next day', async () => {
  const [disk, box] = [new Disk(), new Box(made(), made(), made(random(32)))];
  const first = session(disk, box);
  assert.equal(first.found, 'fresh');
  const said = await first.collect(ASKED, nothing);
  const rest = { answers: 0, again: 0, few: 0, full: 0, unkept: 0, others: 0, closed: 0, late: 0 };
  assert.deepEqual(said, { taken: 2, forged: 1, ...rest });
  assert.ok(box.keptFirst);
  assert.equal(box.drops.length, 1, 'what is not proved stays');
  first.lock();
  assert.equal(talks(first), 0, 'nothing is left in the page');
  const second = session(disk, box);
  assert.equal(second.found, 'kept');
  assert.equal(talks(second), 2);
  assert.ok(![...disk.items.values()].join().includes('legal'));
});

test('a relay that does not answer the end gives the same again, and it is counted once', async () => {
  const [disk, box] = [new Disk(), new Box(made())];
  box.answers = false;
  const one = session(disk, box);
  assert.equal(await one.collect(ASKED, nothing), 'not-forgotten');
  assert.equal(talks(one), 1);
  box.answers = true;
  const said = await one.collect(ASKED, nothing);
  assert.ok(typeof said === 'object' && said.again === 1 && said.taken === 0);
  assert.equal(talks(one), 1);
  assert.equal(box.drops.length, 0);
});

test('where the storage is full nothing is counted, and the relay keeps what it has', async () => {
  const [disk, box] = [new Disk(), new Box(made())];
  disk.full = true;
  const one = session(disk, box);
  assert.equal(await one.collect(ASKED, nothing), 'not-kept');
  assert.equal(talks(one), 0);
  assert.equal(box.drops.length, 1);
});

test('a device without a warrant collects nothing', async () => {
  const box = new Box(made());
  assert.equal(await session(new Disk(), box, [SEED], false).collect(ASKED, nothing), 'no-warrant');
});

test('a saved ledger is taken in on another computer, as often as somebody likes', async () => {
  const mine = session(new Disk(), new Box(made(), made()));
  await mine.collect(ASKED, nothing);
  const theirs = session(new Disk(), new Box(made()));
  await theirs.collect(ASKED, nothing);
  for (let time = 0; time < 2; time += 1) assert.equal(theirs.take(mine.file()), 'taken');
  assert.equal(talks(theirs), 3);
  assert.deepEqual(theirs.ledger.books.map(({ by }) => by), ['Hala', 'Hala'], 'and says who collected');
  assert.equal(theirs.take(random(900)), 'foreign');
  const stranger = session(new Disk(), new Box(), [random(32)]);
  assert.equal(stranger.take(mine.file()), 'foreign');
});

test('two who were given one drop are not put together: it would count twice', async () => {
  const same = made();
  const [mine, theirs] = [session(new Disk(), new Box(same, made())), session(new Disk(), new Box(same))];
  await mine.collect(ASKED, nothing);
  await theirs.collect(ASKED, nothing);
  const before = theirs.file().length;
  assert.equal(theirs.take(mine.file()), 'twice');
  assert.equal(talks(theirs), 1, 'nothing has changed');
  assert.equal(theirs.file().length, before);
  // Opened first, the other’s file keeps the same drop from being counted again.
  const third = session(new Disk(), new Box(same, made()));
  assert.equal(third.take(mine.file()), 'taken');
  const said = await third.collect(ASKED, nothing);
  assert.ok(typeof said === 'object' && said.taken === 1 && said.again === 1);
  assert.equal(talks(third), 3);
});

test('survivors’ answers come with the rest; their words are read, deleted and do not come back', async () => {
  const words = '<img src=x onerror=alert(1)>';
  const many = Array.from({ length: 5 }, () => answer(NOW, ['survey-1', 'Yes']));
  const [disk, box] = [new Disk(), new Box(made(), ...many.slice(0, 3), answer(NOW, ['survey-2', words]))];
  const one = session(disk, box);
  const said = await one.collect(ASKED, nothing);
  assert.ok(typeof said === 'object' && said.taken === 1 && said.answers === 0 && said.few === 4);
  assert.equal(box.drops.length, 4, 'fewer than five stay sealed at the relay');
  assert.deepEqual(writtenIn(one.ledger), []);
  box.drops.push(...many.slice(3));
  const more = await one.collect(ASKED, nothing);
  assert.ok(typeof more === 'object' && more.answers === 6 && more.few === 0);
  assert.equal(box.drops.length, 0);
  const saved = one.file();
  const [written] = writtenIn(one.ledger);
  assert.deepEqual([written?.question, written?.text], ['survey-2', words]);
  assert.ok(one.delete([written?.id ?? random(16)]));
  assert.deepEqual(writtenIn(session(disk, new Box()).ledger), [], 'gone from the storage too');
  assert.equal(one.take(saved), 'taken');
  assert.deepEqual(writtenIn(one.ledger), [], 'an older file does not bring it back');
  assert.equal(countOf(daysOf(one.ledger), 'survey'), 6, 'what was counted stays');
});

test('two tabs share one ledger', async () => {
  const disk = new Disk();
  const [one, other] = [session(disk, new Box(made())), session(disk, new Box(made()))];
  await one.collect(ASKED, nothing);
  await other.collect(ASKED, nothing);
  assert.equal(talks(other), 2);
});

test('two tabs collect at the same time: each drop is counted once, though the slower one read less', async () => {
  const disk = new Disk();
  // Both know this book, so that both would write the same edition of it.
  await session(disk, new Box(made())).collect(ASKED, nothing);
  const shared = Array.from({ length: 12 }, () => made());
  const junk = Array.from({ length: 60 }, () => random(2048));
  const slow = session(disk, new Box(...shared, ...junk));
  const quick = session(disk, new Box(...shared, made(), made(), made()));
  const ends: string[] = [];
  let other: Promise<unknown> | undefined;
  const said = await slow.collect(ASKED, () => {
    // The slow one has read its first four.
    other ??= quick.collect(ASKED, nothing).then((found) => ends.push('quick') && found);
  });
  ends.push('slow');
  const found = await other;
  assert.deepEqual(ends, ['quick', 'slow'], 'the control: one has kept while the other was reading');
  assert.ok(typeof found === 'object' && found !== null && 'taken' in found && found.taken === 15);
  assert.ok(typeof said === 'object' && said.taken === 0 && said.again === 12);
  assert.equal(talks(session(disk, new Box())), 16, 'none lost, and none twice');
});

test('words that another tab deletes while this one collects do not come back', async () => {
  const disk = new Disk();
  const month = monthOf(Math.floor(NOW / 86_400));
  const clock = { now: (firstDay(month) + 2) * 86_400 + 9 };
  const then = (firstDay(month) - 2) * 86_400;
  const words = Array.from({ length: 5 }, () => answer(then, ['survey-2', 'her words']));
  const first = session(disk, new Box(...words), [SEED], true, clock);
  await first.collect(ASKED, nothing);
  assert.equal(shownIn(first.ledger).length, 5, 'the control: they can be read');
  const box = new Box(...Array.from({ length: 8 }, () => answer(then, ['survey-1', 'Yes'])));
  const slow = session(disk, box, [SEED], true, clock);
  let deleted = false;
  await slow.collect(ASKED, () => {
    deleted ||= first.delete(shownIn(first.ledger).map(({ id }) => id));
  });
  assert.ok(deleted);
  const after = session(disk, new Box()).ledger;
  assert.equal(countOf(daysOf(after), 'survey'), 13, 'the control: it has kept what it read');
  assert.deepEqual(writtenIn(after), []);
});

test('a file that is opened while drops are read waits, and is taken in after it', async () => {
  const same = Array.from({ length: 6 }, () => made());
  const colleague = session(new Disk(), new Box(...same));
  await colleague.collect(ASKED, nothing);
  const file = colleague.file();
  const one = session(new Disk(), new Box(...same));
  const tried: string[] = [];
  await one.collect(ASKED, () => tried.push(one.take(file)));
  assert.deepEqual([...new Set(tried)], ['busy']);
  assert.equal(talks(one), 6);
  assert.equal(one.take(file), 'twice');
});

test('a month that was saved ten minutes after it ended keeps room for what is collected then', async () => {
  const month = monthOf(Math.floor(NOW / 86_400));
  const question = [{ kind: 'survey' as const, key: 'survey-1', values: ['Yes', 'No'] }];
  const then = (firstDay(month) - 1) * 86_400;
  const box = new Box(...Array.from({ length: 6 }, () => answer(then, ['survey-1', 'No'])));
  const clock: { now: number; made?: number } = { now: then + 60 };
  const one = session(new Disk(), box, [SEED], true, clock);
  await one.collect(ASKED, nothing);
  clock.now = firstDay(month) * 86_400 + 600;
  assert.ok(one.tell(question));
  assert.equal(one.ledger.told.length, 0);
  box.drops = Array.from({ length: 20 }, () => answer(then, ['survey-1', 'Yes']));
  await one.collect(ASKED, nothing);
  // A clock that runs ahead of what documents say makes no month complete, though it collects.
  clock.now = (firstDay(month) + 2) * 86_400 + 9;
  clock.made = firstDay(month) * 86_400;
  await one.collect(ASKED, nothing);
  assert.ok(one.tell(question));
  assert.equal(one.ledger.told.length, 0);
  assert.equal(bookOf(one.ledger, one.ledger.books[0]?.id ?? random(16)).sure, firstDay(month));
  // On the third day, in a shift that was made the day before.
  clock.made = (firstDay(month) + 1) * 86_400 + 7;
  await one.collect(ASKED, nothing);
  assert.ok(one.tell(question));
  const cells = one.ledger.told.flatMap(({ tables }) => tables).find(({ key }) => key === 'survey-1')?.cells;
  assert.deepEqual(cells?.map(({ count }) => count), [20, 6]);
});

test('a collecting that left something for want of handbook, notice or room makes no month complete', async () => {
  const today = Math.floor(NOW / 86_400);
  const sure = (one: NumbersSession): number => Math.max(0, ...one.ledger.books.map((book) => book.sure));
  const box = new Box(made());
  const clock: { now: number; secrets?: readonly Bytes[] } = { now: NOW, secrets: [] };
  const one = session(new Disk(), box, [SEED], true, clock);
  const said = await one.collect(ASKED, nothing);
  assert.ok(typeof said === 'object' && said.forged === 1);
  assert.equal(sure(one), 0, 'what staff counted lies there still');
  delete clock.secrets;
  await one.collect(undefined, nothing);
  assert.deepEqual([talks(one), sure(one)], [1, 0], 'nobody knows what survivors were asked');
  await one.collect([], nothing);
  assert.equal(sure(one), today);
  // Where there is no handbook and nothing of staff, nothing is missing.
  const small = session(new Disk(), new Box(), [SEED], true, { now: NOW, secrets: [] });
  await small.collect(ASKED, nothing);
  assert.equal(sure(small), today);
});

/** Another text of the same length. */
function bent(base64: string): string {
  const [padding] = /=*$/.exec(base64) ?? [''];
  return `${base64.slice(0, -12 - padding.length)}AAAAAAAAAAAA${padding}`;
}

test('ledgers that cannot be read are put aside, one after the other, and keeping goes on', async () => {
  const disk = new Disk();
  for (let time = 0; time < 3; time += 1) {
    const seed = random(32);
    const drop = makeStaffDrop(WHERE, xwingPublic(seed), SECRET, tallyDrop([], FACTS));
    const one = session(disk, new Box(drop), [seed]);
    assert.ok(typeof (await one.collect(ASKED, nothing)) === 'object', `vault ${time}`);
  }
  const [name] = [...disk.items.keys()];
  const text = disk.items.get(name ?? '') ?? '';
  disk.items.set(name ?? '', bent(text));
  const damaged = session(disk, new Box(made()));
  assert.equal(damaged.found, 'unreadable');
  await damaged.collect(ASKED, nothing);
  const mine = disk.items.get(name ?? '') ?? '';
  disk.items.set(name ?? '', bent(mine));
  const mended = session(disk, new Box(made()));
  assert.equal(mended.found, 'damaged', 'no vault will ever open it, and the screen says so');
  assert.ok(typeof (await mended.collect(ASKED, nothing)) === 'object');
  assert.equal(session(disk, new Box()).found, 'kept');
  assert.equal(new Set(disk.items.values()).size, 5, 'nothing was written over');
});

test('after the key was made new, a vault with both opens the ledger and locks it with the new one', async () => {
  const disk = new Disk();
  await session(disk, new Box(made())).collect(ASKED, nothing);
  const next = random(32);
  const both = session(disk, new Box(made()), [SEED, next]);
  await both.collect(ASKED, nothing);
  const later = session(disk, new Box(), [next]);
  assert.equal(later.found, 'kept');
  assert.equal(talks(later), 2);
});

test('a ledger that this vault does not open lies aside and is not lost', async () => {
  const disk = new Disk();
  await session(disk, new Box(made())).collect(ASKED, nothing);
  const other = random(32);
  const drop = makeStaffDrop(WHERE, xwingPublic(other), SECRET, tallyDrop([], FACTS));
  const stranger = session(disk, new Box(drop), [other]);
  assert.equal(stranger.found, 'unreadable');
  await stranger.collect(ASKED, nothing);
  assert.equal(talks(stranger), 1);
  assert.equal(talks(session(disk, new Box(), [SEED, other])), 2, 'both come together again');
});

test('whole months leave as CSV, and the ledger remembers what was told', async () => {
  const disk = new Disk();
  const one = session(disk, new Box(made()));
  await one.collect(ASKED, nothing);
  const words = { head: ['a', 'b', 'c', 'd'], hidden: '-', all: 'all', table: () => 't', row: () => 'r' } as const;
  assert.ok(one.tell([]));
  assert.equal(new TextDecoder().decode(one.csv(words)), '"a","b","c","d"\r\n', 'this month is not over');
  assert.deepEqual(one.ledger.told, EMPTY_LEDGER.told);
});
