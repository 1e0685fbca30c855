import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PEOPLE_MOST, Practice } from '../../../client_js/src/core/practice/practice.ts';
import {
  CUES,
  SCRIPTS,
  SITUATIONS,
  type Situation,
} from '../../../client_js/src/core/practice/situations.ts';
import { TONGUES } from '../../../client_js/src/core/practice/tongues.ts';
import type { TalkView } from '../../../client_js/src/core/views.ts';
import { seeded } from './helpers.ts';
import { shareWork } from './share_work.ts';

shareWork();

const NOW = 1_800_000_000;

class Stage {
  now = NOW;
  readonly practice = new Practice({
    name: 'Practice',
    alias: 'Practice',
    handbook: undefined,
    random: seeded('practice'),
    now: NOW,
  });

  pass(seconds: number): void {
    for (let passed = 0; passed < seconds; passed += 1) this.practice.tick((this.now += 1));
  }

  until(done: () => boolean, seconds = 400): void {
    for (let passed = 0; !done(); passed += 1) {
      assert.ok(passed < seconds, 'it never came to that');
      this.pass(1);
    }
  }

  on(): this {
    this.until(() => this.practice.view().stage === 'off-duty');
    this.practice.act({ do: 'on-duty' }, this.now);
    this.until(() => this.practice.view().stage === 'on-duty');
    return this;
  }

  meets(situation: Situation, language = 'en'): TalkView {
    this.practice.invite({ situation, language }, 1, this.now);
    this.until(() => this.practice.view().knocks.length === 1);
    this.practice.act({ do: 'claim', key: this.practice.view().knocks[0]!.key }, this.now);
    this.until(() => this.talk.stage === 'talking');
    return this.talk;
  }

  get talk(): TalkView {
    return this.practice.view().talks[0]!;
  }

  get theirs(): string[] {
    return this.talk.notes.filter(({ kind, mine }) => kind === 'text' && !mine).map(({ text }) => text);
  }

  says(text: string): void {
    this.practice.act({ do: 'say', talk: this.talk.key, text }, this.now);
  }

  /** The next words that come. */
  hears(text: string): void {
    this.until(() => this.theirs.includes(text));
  }
}

test('somebody comes, is answered, tells by what she is asked, and goes', () => {
  const stage = new Stage().on();
  stage.meets('home');
  const { lines } = TONGUES[0]!.people.home;
  assert.equal(stage.theirs[0], 'can i write here without him seeing it');
  stage.says('Hello, I am here.');
  stage.hears(lines['begin']![1]!);
  stage.says('Are you safe where you are?');
  stage.hears(lines['room']![1]!);
  stage.says('Thank you for telling me. What has happened?');
  stage.hears(lines['told']![2]!);
  // Nobody answers her: she is gone in the middle of a word, and says no goodbye.
  stage.until(() => stage.talk.stage === 'ended');
  assert.equal(stage.theirs.at(-1), lines['steps']![0]);
  assert.equal(stage.talk.ended?.byMe, false);
  assert.equal(stage.practice.people, 0);
});

test('whoever asks in plain words is told; whoever does not is told less', () => {
  const asked = new Stage().on();
  asked.meets('dark');
  asked.says('Good evening.');
  asked.hears('i just need to talk to someone tonight');
  asked.says('Do you think about suicide?');
  asked.hears('you are the first one who asks me like that');
  const not = new Stage().on();
  not.meets('dark');
  not.says('Good evening.');
  not.hears('i just need to talk to someone tonight');
  not.says('That sounds hard.');
  not.hears('im so tired of all of it');
  assert.ok(!not.theirs.includes('yes'));
});

test('whoever is not answered does not wait for ever', () => {
  const stage = new Stage().on();
  stage.practice.invite({ situation: 'rude', language: 'ru' }, 0, stage.now);
  stage.until(() => stage.practice.view().knocks.length === 1);
  assert.equal(stage.practice.view().knocks[0]!.language, 'ru');
  stage.pass(SCRIPTS.rude.patience + 5);
  assert.equal(stage.practice.view().knocks.length, 0);
});

test('several at once, each in their own language; no more than fit', () => {
  const stage = new Stage().on();
  for (let one = 0; one < PEOPLE_MOST; one += 1) {
    stage.practice.invite(
      { situation: SITUATIONS[one % SITUATIONS.length]!, language: TONGUES[one % TONGUES.length]!.language },
      one,
      stage.now,
    );
  }
  assert.throws(() => stage.practice.invite({ situation: 'home', language: 'en' }, 0, stage.now), RangeError);
  stage.until(() => stage.practice.view().knocks.length === PEOPLE_MOST);
  const { knocks } = stage.practice.view();
  assert.deepEqual(new Set(knocks.map(({ language }) => language)), new Set(['en', 'es', 'ru', 'ar']));
  for (const { key } of knocks.slice(0, 3)) stage.practice.act({ do: 'claim', key }, stage.now);
  stage.until(() => stage.practice.view().talks.filter((one) => one.stage === 'talking').length === 3);
});

test('the counselor may end it, turn duty off, and close all', () => {
  const stage = new Stage().on();
  stage.meets('friend');
  stage.practice.act({ do: 'end', talk: stage.talk.key }, stage.now);
  stage.pass(2);
  assert.equal(stage.talk.stage, 'ended');
  assert.equal(stage.practice.people, 0);
  stage.practice.act({ do: 'off-duty' }, stage.now);
  stage.until(() => stage.practice.view().stage === 'off-duty');
  stage.practice.close(stage.now);
  stage.practice.act({ do: 'on-duty' }, stage.now);
  stage.pass(5);
  assert.equal(stage.practice.view().stage, 'refused');
});

test('nobody who practises is told that something runs out, also after a day and a week', () => {
  const stage = new Stage().on();
  stage.meets('friend');
  // A computer that sleeps for some hours each time, and at last for a day and more.
  for (const hours of [...Array<number>(40).fill(5), 30]) {
    stage.now += hours * 3600;
    stage.pass(5);
    const { warnings, problem, stage: at, shiftExpires } = stage.practice.view();
    assert.deepEqual(
      { warnings, problem, at, shiftExpires },
      { warnings: [], problem: undefined, at: 'on-duty', shiftExpires: undefined },
      `after ${(stage.now - NOW) / 3600} hours`,
    );
  }
  // And somebody who comes then is answered.
  stage.practice.invite({ situation: 'home', language: 'en' }, 1, stage.now);
  stage.until(() => stage.practice.view().knocks.length === 1);
  stage.practice.act({ do: 'claim', key: stage.practice.view().knocks[0]!.key }, stage.now);
  stage.until(() => stage.practice.view().talks.some((one) => one.stage === 'talking'));
});

test('after a sleep that outlasts its keys somebody is met again', () => {
  for (const days of [8, 10, 20, 40, 100]) {
    const stage = new Stage().on();
    stage.now += days * 86_400;
    stage.pass(5);
    const { warnings, problem, stage: at } = stage.practice.view();
    assert.deepEqual({ warnings, problem, at }, { warnings: [], problem: undefined, at: 'on-duty' }, `${days} days`);
    stage.meets('home');
  }
});

test('a practice that is older than its organisation stops, and breaks nothing', () => {
  const stage = new Stage().on();
  stage.now += 401 * 86_400;
  stage.pass(5);
  assert.equal(stage.practice.view().stage, 'refused');
  stage.practice.close(stage.now);
});

test('nothing of it can be counted', () => {
  assert.equal(new Stage().on().practice.view().counts, false);
});

test('every practice has keys of its own', () => {
  const two = ['one', 'other'].map((name) => {
    const practice = new Practice({ name: 'P', alias: 'P', handbook: undefined, random: seeded(name), now: NOW });
    for (let at = 1; at < 5; at += 1) practice.tick(NOW + at);
    return practice.view().fingerprint;
  });
  assert.notEqual(two[0], two[1]);
});

for (const { language, people, cues } of TONGUES) {
  test(`in ${language} everybody has words for every turn, and every turn can be reached`, () => {
    for (const situation of SITUATIONS) {
      const { turns } = SCRIPTS[situation];
      const { lines, name, first } = people[situation];
      const reached = new Set(['begin']);
      for (const at of reached) {
        const turn = turns[at];
        assert.ok(turn !== undefined, `${situation}: no turn ${at}`);
        for (const to of [turn.next, turn.silent?.to, ...(turn.cues ?? []).map(([, where]) => where)]) {
          if (to !== undefined) reached.add(to);
        }
        assert.ok(turn.over !== undefined || turn.next !== undefined, `${situation} ${at} leads nowhere`);
        const said = lines[turn.says];
        assert.ok(said !== undefined && said.length > 0, `${language} ${situation}: nothing for ${at}`);
        for (const text of said) assert.ok(text.length > 0 && text.length < 200);
      }
      assert.deepEqual([...reached].sort(), Object.keys(turns).sort(), situation);
      assert.deepEqual(Object.keys(lines).sort(), [...new Set(Object.values(turns).map(({ says }) => says))].sort());
      assert.ok(name.length < 40 && first.length < 200);
    }
    for (const cue of CUES) {
      for (const word of cues[cue]) assert.equal(word, word.toLowerCase());
    }
  });
}

test('a practice reaches no socket, no store and no other desk: it is made of the core alone', () => {
  const folder = 'client_js/src/core/practice';
  for (const file of readdirSync(folder)) {
    const source = readFileSync(join(folder, file), 'utf8');
    for (const [, from] of source.matchAll(/from '([^']+)'/g)) {
      assert.match(from!, /^\.\.?\/[\w_]+\.ts$/, file);
    }
  }
});
