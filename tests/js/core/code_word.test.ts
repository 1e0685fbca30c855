/** The code word: asked, agreed, checked, and never shown anywhere. protocol.md 8. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodeWord } from '../../../client_js/src/core/duty_code.ts';
import { LocalFault } from '../../../client_js/src/core/errors.ts';
import type { Code } from '../../../client_js/src/core/messages.ts';
import { meet, type Story, talkOf } from '../story.ts';
import { texts, World } from '../world.ts';
import { seeded } from './helpers.ts';

type Kind = 'agree' | 'check' | 'renew';
const WORD = 'Blue tulip 7421';

function ask(world: World, story: Story, kind: Kind): void {
  const { key } = talkOf(story);
  story.counselor.machine.act({ do: 'code', talk: key, kind }, world.now);
  world.until(() => story.survivor.machine.view().code !== undefined, 10);
}

function answer(world: World, { survivor }: Story, word: string): void {
  const { code } = survivor.machine.view();
  assert.ok(code !== undefined);
  survivor.machine.act({ do: 'code', person: code.asker.number, word }, world.now);
  world.pass(3);
}

const state = (story: Story) => talkOf(story).code.result;

test('test_a37_nobody_is_verified_before_the_code_word_matches, and a wrong one is no match', () => {
  const world = new World();
  const story = meet(world);
  assert.equal(state(story), 'none');
  ask(world, story, 'agree');
  assert.equal(state(story), 'asked');
  assert.deepEqual(story.survivor.machine.view().code?.asker.alias, 'May');
  answer(world, story, WORD);
  assert.equal(state(story), 'agreed');
  assert.equal(story.survivor.machine.view().code, undefined);
  ask(world, story, 'check');
  assert.equal(story.survivor.machine.view().code?.kind, 2);
  answer(world, story, 'red tulip 7421');
  assert.equal(state(story), 'no-match');
  ask(world, story, 'check');
  assert.equal(state(story), 'asked', 'and what was known before counts no more');
  answer(world, story, '  blue  TULIP 7421 ');
  assert.equal(state(story), 'match');
  ask(world, story, 'renew');
  answer(world, story, 'another');
  assert.equal(state(story), 'agreed');
  ask(world, story, 'check');
  answer(world, story, WORD);
  assert.equal(state(story), 'no-match');
});

test('the word is in no view, no transcript and no other person’s hands', () => {
  const world = new World(['May', 'Jo']);
  const story = meet(world);
  const jo = world.duty(1);
  world.until(() => jo.machine.view().stage === 'off-duty');
  const card = jo.machine.card();
  assert.ok(card !== undefined);
  story.counselor.machine.introduce(talkOf(story).key, card, 'join', world.now);
  world.until(() => story.survivor.machine.view().asks.length > 0);
  const [request] = story.survivor.machine.view().asks;
  story.survivor.machine.act(
    { do: 'admit', request: request?.request ?? 0, yes: true, showEarlier: true },
    world.now,
  );
  world.until(() => jo.machine.view().talks.some(({ stage }) => stage === 'talking'));
  const before = texts(story.survivor.machine.view().notes);
  ask(world, story, 'agree');
  answer(world, story, WORD);
  assert.equal(state(story), 'agreed');
  for (const { machine } of [story.survivor, story.counselor, jo]) {
    const seen = JSON.stringify(machine.view());
    assert.ok(!seen.includes(WORD) && !seen.toLowerCase().includes('tulip'));
  }
  assert.equal(jo.machine.view().talks[0]?.code.result, 'none', 'who did not ask knows nothing of it');
  assert.deepEqual(texts(story.survivor.machine.view().notes), before);
  // The control: what is said does stand there.
  story.survivor.machine.act({ do: 'say', text: WORD }, world.now);
  world.pass(3);
  assert.ok(JSON.stringify(jo.machine.view()).includes(WORD));
});

test('not now is said as that, and what was agreed on stays', () => {
  const world = new World();
  const story = meet(world);
  ask(world, story, 'agree');
  answer(world, story, WORD);
  for (const kind of ['renew', 'check'] as const) {
    ask(world, story, kind);
    answer(world, story, '');
    assert.equal(state(story), 'declined');
  }
  ask(world, story, 'check');
  answer(world, story, WORD);
  assert.equal(state(story), 'match');
});

test('a word that nobody asked for, or that is too long, is not sent', () => {
  const world = new World();
  const story = meet(world);
  const { survivor, counselor } = story;
  const say = (word: string) => () =>
    survivor.machine.act({ do: 'code', person: 1, word }, world.now);
  assert.throws(say(WORD), LocalFault);
  assert.throws(
    () => counselor.machine.act({ do: 'code', talk: talkOf(story).key, kind: 'check' }, world.now),
    LocalFault,
    'there is none to check',
  );
  ask(world, story, 'agree');
  assert.throws(say('x'.repeat(65)), LocalFault);
  answer(world, story, WORD);
  assert.throws(say(WORD), LocalFault, 'once');
  assert.equal(survivor.machine.view().stage, 'talking');
});

test('test_a37_a line that was made again begins unverified', () => {
  const code = new CodeWord(seeded('code'));
  const said = (kind: Kind, word: string): void => {
    code.answered({ type: 'code', request: code.ask(kind).request, word } satisfies Code);
  };
  said('agree', WORD);
  said('check', WORD);
  assert.equal(code.state, 'match');
  code.remade();
  assert.equal(code.state, 'agreed');
  said('check', WORD);
  assert.equal(code.state, 'match');
});

test('an answer to another question says nothing, and what is forgotten cannot be checked', () => {
  const code = new CodeWord(seeded('code'));
  const first = code.ask('agree');
  const second = code.ask('agree');
  code.answered({ type: 'code', request: first.request, word: 'old' });
  assert.equal(code.state, 'asked');
  code.answered({ type: 'code', request: second.request, word: 'fern' });
  assert.equal(code.state, 'agreed');
  assert.ok(!JSON.stringify(code).includes('fern'));
  code.forget();
  assert.equal(code.state, 'none');
  assert.throws(() => code.ask('check'), LocalFault);
});

test('capitals, blanks and forms of a letter do not count; letters do', () => {
  const code = new CodeWord(seeded('code'));
  const said = (kind: Kind, word: string): string => {
    code.answered({ type: 'code', request: code.ask(kind).request, word });
    return code.state;
  };
  said('agree', 'Café  ﬁve');
  assert.equal(said('check', 'cafe\u0301 FIVE'), 'match');
  assert.equal(said('check', 'cafe five'), 'no-match');
  assert.equal(said('renew', 'كلمة ١٢'), 'agreed');
  assert.equal(said('check', ' كلمة ١٢ '), 'match');
});

/** A code word, and what is said of it after each question and its answer. */
function asking() {
  const code = new CodeWord(seeded('code'));
  const said = (kind: Kind, word: string): string => {
    code.answered({ type: 'code', request: code.ask(kind).request, word });
    return `${code.state}${code.view.anew ? ', anew' : ''}`;
  };
  return { code, said };
}

test('test_a37_whoever fails the check and changes the word is never taken for the right one', () => {
  const { code, said } = asking();
  assert.equal(said('agree', 'plum'), 'agreed');
  assert.equal(said('check', 'apple'), 'no-match');
  assert.equal(said('renew', 'mine'), 'agreed, anew');
  assert.equal(said('check', 'mine'), 'match, anew', 'the same person as a minute ago, no more');
  assert.equal(said('renew', 'other'), 'agreed, anew');
  code.remade();
  assert.equal(said('check', 'other'), 'match, anew', 'for good');
  code.forget();
  assert.deepEqual(code.view, { result: 'none', word: false, anew: false });
});

test('test_a37_a word is changed unverified too after a no, a silence, or on a line made again', () => {
  const afterwards: readonly ((one: ReturnType<typeof asking>) => void)[] = [
    ({ said }) => said('check', ''),
    ({ said }) => said('renew', ''),
    ({ code }) => code.ask('check'),
    ({ code }) => code.remade(),
  ];
  for (const then of afterwards) {
    const one = asking();
    one.said('agree', 'plum');
    then(one);
    assert.equal(one.said('renew', 'mine'), 'agreed, anew');
    // The control: with the word in between, it is theirs to change.
    const known = asking();
    known.said('agree', 'plum');
    then(known);
    assert.equal(known.said('check', 'plum'), 'match');
    assert.equal(known.said('renew', 'mine'), 'agreed');
  }
  const first = asking();
  assert.equal(first.said('agree', ''), 'declined');
  first.code.remade();
  assert.equal(first.said('agree', 'plum'), 'agreed', 'there was no word that this could replace');
  assert.equal(first.said('renew', 'pear'), 'agreed', 'of the same person on the same line');
});

test('test_a37_a word that is there is not replaced by agreeing on one as if there were none', () => {
  const { code, said } = asking();
  assert.equal(code.view.word, false);
  said('agree', 'plum');
  for (const word of ['', 'apple', 'plum']) {
    said('check', word);
    assert.equal(code.view.word, true);
    assert.throws(() => code.ask('agree'), LocalFault);
  }
  code.ask('check');
  assert.throws(() => code.ask('agree'), LocalFault, 'while the answer is awaited, too');
});
