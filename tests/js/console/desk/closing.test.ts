/** A conversation in which nobody writes any more closes by itself, and no other. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Day } from '../../../../client_js/src/console/day.ts';
import {
  Closer,
  GRACE,
  LATE,
  STEADY,
  type Step,
} from '../../../../client_js/src/console/desk/closing.ts';
import { lastWord } from '../../../../client_js/src/console/desk/marks.ts';
import { dayRules } from '../../../../client_js/src/console/desk/rules.ts';
import { EMPTY_HANDBOOK, handbookView } from '../../../../client_js/src/core/handbook_view.ts';
import type { Note, TalkView } from '../../../../client_js/src/core/views.ts';
import type { StaffAskView } from '../../../../client_js/src/core/views_desk.ts';
import { talkAt, type Team, team, tell } from '../../colleagues.ts';
import { dice, talk } from './day.ts';

const MINUTE = 60;
const NOW = 1_800_000_000;
const ago = (minutes: number): number => NOW - minutes * MINUTE;
const closing = dayRules({ settings: [{ key: 'close-after', value: '20' }] });
const END: readonly Step[] = [{ do: 'end', talk: 't1' }];
const TELL: readonly Step[] = [{ do: 'tell', talk: 't1' }];

const said = (delivery: Note['delivery']): readonly Note[] => [
  { key: 'n1', kind: 'text', from: 1, alias: '', mine: true, text: '', delivery, passedOn: false },
];
const person = (number: number) => ({ number, alias: '', role: '', languages: [], fingerprint: '' });

/** A conversation that is silent, and a console that has looked at it for some minutes. */
class Desk {
  readonly closer = new Closer();
  one: TalkView;
  now = NOW;
  connected = true;
  delivery: Note['delivery'] = 'delivered';
  private readonly rules;

  constructor(more: Partial<TalkView> = {}, rules = closing) {
    this.rules = rules;
    this.one = talk({ since: ago(40), theirsAt: ago(30), mineAt: ago(20), ...more });
    for (const before of [110, 50]) this.closer.due([this.one], rules, NOW - before, true);
  }

  /** So much later one looks, and does what is to be done. */
  look(later = 0): readonly Step[] {
    this.now += later;
    const steps = this.closer.due([this.one], this.rules, this.now, this.connected);
    if (steps[0]?.do === 'tell') {
      this.closer.told(this.one, this.now);
      this.one = { ...this.one, mineAt: this.now, notes: said(this.delivery) };
    }
    return steps;
  }

  /** One looks at it all the while; what came of it. */
  pass(minutes: number): readonly Step[] {
    const steps: Step[] = [];
    for (let passed = 0; passed < minutes * MINUTE && this.one.stage !== 'ended'; passed += 10) {
      steps.push(...this.look(10));
      if (steps.some((step) => step.do === 'end')) break;
    }
    return steps;
  }

  get endsIn(): number | undefined {
    const ends = this.closer.endsAt('t1');
    return ends === undefined ? undefined : ends - this.now;
  }
}

/** What was announced and stands for a minute. */
function announced(): Desk {
  const desk = new Desk();
  assert.deepEqual(desk.look(), TELL);
  assert.deepEqual(desk.pass(1), []);
  return desk;
}

test('nobody writes: it is announced, and some minutes later it ends', () => {
  assert.deepEqual(new Desk({}, dayRules(undefined)).pass(30), [], 'not where nobody has said so');
  const desk = new Desk({ mineAt: NOW - 20 * MINUTE + 1 });
  assert.deepEqual(desk.look(), []);
  assert.deepEqual(desk.look(1), TELL);
  assert.equal(desk.endsIn, GRACE * MINUTE);
  assert.deepEqual(desk.look(1), []);
  assert.deepEqual(desk.look(89), []);
  assert.deepEqual(desk.look(GRACE * MINUTE - 91), []);
  assert.deepEqual(desk.look(1), END);
});

test('a word of either side takes the closing back; typing holds it', () => {
  const later = NOW + 60;
  const words = [{ theirsAt: later, waitingSince: later }, { theirsAt: later }, { mineAt: later }];
  for (const word of words) {
    const desk = announced();
    desk.one = { ...desk.one, ...word };
    assert.deepEqual(desk.look(1), []);
    assert.equal(desk.endsIn, undefined);
    assert.deepEqual(desk.pass(10), []);
  }
  const desk = announced();
  desk.look(110);
  desk.one = { ...desk.one, typing: [0] };
  assert.deepEqual(desk.look(10), []);
  desk.one = { ...desk.one, typing: [] };
  assert.deepEqual(desk.look(59), [], 'a minute for whoever has just typed');
  assert.deepEqual(desk.look(2), END);
});

test('a person can keep it open, until the next long silence', () => {
  const desk = announced();
  desk.closer.keep(desk.one);
  assert.equal(desk.endsIn, undefined);
  assert.deepEqual(desk.pass(60), []);
  desk.one = { ...desk.one, theirsAt: desk.now, mineAt: desk.now };
  assert.deepEqual(desk.pass(19), []);
  assert.deepEqual(desk.pass(1), TELL);
});

test('a42 the line drops after the announcement: nothing ends before what was written can have come', () => {
  const drops: readonly ((desk: Desk, on: boolean) => void)[] = [
    (desk, on) => (desk.connected = on),
    (desk, on) => (desk.one = { ...desk.one, problem: on ? undefined : 'line-broken' }),
  ];
  for (const drop of drops) {
    const desk = announced();
    drop(desk, false);
    assert.deepEqual(desk.pass(30), []);
    assert.equal(desk.endsIn, undefined, 'nobody can say when');
    drop(desk, true);
    assert.deepEqual(desk.look(10), []);
    assert.equal(desk.endsIn, GRACE * MINUTE, 'its time begins anew');
    assert.deepEqual(desk.look(STEADY), []);
    assert.deepEqual(desk.pass(1), []);
    assert.deepEqual(desk.pass(1), END);
  }
});

test('a42 without a connection nothing is announced, nor before it has stood for a minute', () => {
  const desk = new Desk({ mineAt: ago(1) });
  desk.connected = false;
  assert.deepEqual(desk.pass(60), []);
  desk.connected = true;
  assert.deepEqual(desk.look(1), []);
  assert.deepEqual(desk.look(STEADY - 1), []);
  assert.deepEqual(desk.look(1), TELL);
});

test('a42 a computer that slept, or a clock that was set, begins the announced time anew', () => {
  for (const gap of [3600, LATE + 1, -3600]) {
    const desk = announced();
    assert.deepEqual(desk.look(gap), [], `the first look ${gap} s later`);
    assert.equal(desk.closer.endsAt('t1'), Math.max(desk.now, NOW) + GRACE * MINUTE);
  }
  const slept = announced();
  slept.look(3600);
  assert.deepEqual(slept.look(STEADY + 1), []);
  assert.deepEqual(slept.pass(GRACE - 2), []);
  assert.deepEqual(slept.pass(1), END);
  // The control: a browser that hardly lets a page in the background look.
  const slow = announced();
  assert.deepEqual(slow.look(GRACE * MINUTE - 60), END);
});

test('a42 an announcement that has not come to the other side ends nothing', () => {
  const desk = new Desk();
  desk.delivery = 'sending';
  assert.deepEqual(desk.look(), TELL);
  assert.deepEqual(desk.pass(30), []);
  assert.equal(desk.endsIn, undefined);
  desk.one = { ...desk.one, notes: said('not-delivered') };
  assert.deepEqual(desk.pass(30), []);
  desk.one = { ...desk.one, notes: said('delivered') };
  assert.deepEqual(desk.pass(GRACE - 1), [], 'from when it can be read');
  assert.deepEqual(desk.pass(1), END);
});

test('a42 while a colleague is asked to come nothing closes', () => {
  const asked = (stage: StaffAskView['stage']): Partial<TalkView> => ({
    asks: [{ stage } as StaffAskView],
  });
  for (const stage of ['asked', 'accepted', 'survivor-asked'] as const) {
    assert.deepEqual(new Desk(asked(stage)).pass(30), []);
    const desk = announced();
    desk.one = { ...desk.one, ...asked(stage) };
    assert.deepEqual(desk.pass(30), []);
    desk.one = { ...desk.one, ...asked('survivor-no') };
    assert.deepEqual(desk.look(10), TELL, 'and then it is said anew');
  }
});

test('a42 whatever happens, nothing ends by itself that was not announced, or while somebody is there', () => {
  const random = dice('closing');
  let ends = 0;
  for (let run = 0; run < 600; run += 1) {
    const closer = new Closer();
    let now = NOW;
    let one = talk({ since: now });
    let connected = true;
    let announced: number | undefined;
    // Since when one could know what is written there, and since when the announcement is there.
    let [known, there] = [Infinity, Infinity];
    for (let step = 0; step < 60; step += 1) {
      const gap = random(run % 3 === 0 ? 200 : 110);
      now += gap;
      const dies = random(26);
      if (dies === 0) one = { ...one, theirsAt: now, waitingSince: one.waitingSince ?? now, unread: 1 };
      if (dies === 1 || (dies < 6 && one.waitingSince !== undefined)) {
        one = { ...one, mineAt: now, waitingSince: undefined, unread: 0 };
      }
      if (dies === 6) one = { ...one, typing: one.typing.length > 0 ? [] : [0] };
      if (dies === 7) closer.keep(one);
      if (dies === 8) one = { ...one, people: one.people.length > 1 ? [] : [person(1), person(2)] };
      if (dies === 9 || (dies > 13 && !connected)) connected = !connected;
      if (dies > 9 && announced !== undefined) one = { ...one, notes: said('delivered') };
      if (!connected || gap > LATE) known = Infinity;
      if (connected) known = Math.min(known, now);
      if (one.notes[0]?.delivery === 'delivered') there = Math.min(there, now);
      for (const act of closer.due([one], closing, now, connected)) {
        const quiet = now - (lastWord(one) ?? 0);
        assert.ok(one.waitingSince === undefined && one.typing.length === 0 && one.people.length < 2);
        assert.ok(now - known >= STEADY);
        if (act.do === 'tell') {
          assert.ok(quiet >= 20 * MINUTE);
          announced = now;
          there = Infinity;
          closer.told(one, now);
          one = { ...one, mineAt: now, notes: said('sending') };
        } else {
          ends += 1;
          assert.ok(announced !== undefined && now - announced >= GRACE * MINUTE);
          assert.ok(now - known >= GRACE * MINUTE || announced >= known);
          assert.ok(there <= now && one.notes[0]?.delivery === 'delivered');
          assert.ok((one.theirsAt ?? 0) <= announced && one.mineAt === announced);
          one = talk({ since: now });
          closer.forget();
          announced = undefined;
          there = Infinity;
        }
      }
    }
  }
  assert.ok(ends > 20, `a story in which nothing ends proves nothing: ${ends}`);
});

/** A counselor’s console with its machine, which looks at the desk every five seconds. */
function watched(all: Team) {
  const { world, staff } = all;
  const [may] = staff;
  assert.ok(may !== undefined);
  const day = new Day();
  const edition = { version: 1, issued: world.now, expires: world.now + 86_400 };
  const soon = [{ key: 'close-after', value: '5' }];
  const handbook = handbookView({ ...EMPTY_HANDBOOK, settings: soon }, edition);
  const look = (): void => {
    const view = { ...may.machine.view(), handbook };
    for (const action of day.saw(view, () => 'It closes soon.', world.now).acts) {
      may.machine.act(action, world.now);
      if (action.do === 'say') day.announced(view, action.talk, world.now);
    }
  };
  const pass = (minutes: number): void => {
    for (let passed = 0; passed < minutes * MINUTE; passed += 5) {
      world.pass(5);
      look();
    }
  };
  may.machine.act({ do: 'say', talk: talkAt(may).key, text: 'Hello.' }, world.now);
  world.settle();
  may.machine.act({ do: 'read', talk: talkAt(may).key }, world.now);
  const texts = (): readonly string[] => talkAt(may).notes.map(({ text }) => text);
  return { ...all, may, pass, texts, day };
}

test('a42 her network is there and the counselor’s is gone: her words come, and nothing has ended', () => {
  const { world, story, may, pass, texts } = watched(team(['May']));
  pass(5);
  assert.equal(texts()[texts().length - 1], 'It closes soon.');
  pass(GRACE - 1);
  world.cut(may);
  may.from = world.now + 80;
  tell(world, story.survivor, 'He is at the door.');
  pass(GRACE + 1);
  assert.equal(talkAt(may).stage, 'talking');
  assert.ok(texts().includes('He is at the door.'));
  assert.equal(story.survivor.machine.view().stage, 'talking');
});

test('a42 a console without a connection announces and ends nothing; with one, it does', () => {
  const { world, story, may, pass, texts } = watched(team(['May']));
  world.cut(may);
  may.from = world.now + 12 * MINUTE;
  pass(10);
  assert.ok(!texts().includes('It closes soon.'));
  tell(world, story.survivor, 'He is at the door.');
  pass(4);
  assert.equal(talkAt(may).stage, 'talking');
  assert.ok(texts().includes('He is at the door.') && !texts().includes('It closes soon.'));
  may.machine.act({ do: 'say', talk: talkAt(may).key, text: 'I am here.' }, world.now);
  may.machine.act({ do: 'read', talk: talkAt(may).key }, world.now);
  pass(9);
  assert.equal(talkAt(may).stage, 'ended', 'the control');
  assert.ok(texts().includes('It closes soon.'));
});
