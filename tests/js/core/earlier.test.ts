/** Whoever comes after a counselor was lost reads what was said before only with a yes. protocol.md 9.3. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NONE } from '../../../client_js/src/core/bytes.ts';
import { Center } from '../../../client_js/src/core/conversation.ts';
import type { Sendable } from '../../../client_js/src/core/messages.ts';
import { Point } from '../../../client_js/src/core/point.ts';
import { start, step } from '../../../client_js/src/core/transcript.ts';
import { FIRST, meet, oneTalk, type Story, takeTurns, talkOf } from '../story.ts';
import { kinds, texts, World } from '../world.ts';
import { NOW, pick, seeded } from './helpers.ts';

/** May's console dies in the middle, and Jo takes the knock that the page makes again. */
function after(): { readonly world: World; readonly story: Story } {
  const world = new World(['May', 'Jo', 'Ada']);
  const { survivor, counselor } = meet(world);
  survivor.machine.act({ do: 'say', text: 'he has my papers' }, world.now);
  world.settle();
  counselor.machine.act({ do: 'say', talk: talkOf({ survivor, counselor }).key, text: 'all of them?' }, world.now);
  world.settle();
  world.cut(counselor);
  counselor.from = Infinity;
  world.restart();
  world.until(() => survivor.machine.view().stage === 'waiting');
  const story = { survivor, counselor: world.duty(1) };
  takeTurns(world, story, FIRST, () => oneTalk(story) === 'talking');
  return { world, story };
}

const heard = (story: Story): string[] => texts(talkOf(story).notes);

test('she is asked as soon as somebody new is there, and may go on without an answer', () => {
  const { world, story } = after();
  const { survivor } = story;
  const [ask] = survivor.machine.view().asks;
  assert.deepEqual([ask?.purpose, ask?.colleague.alias], ['earlier', 'Jo']);
  assert.deepEqual(heard(story), [FIRST], 'what stood in the knock, and nothing else');
  survivor.machine.act({ do: 'say', text: 'is somebody there?' }, world.now);
  world.settle();
  assert.deepEqual(heard(story), [FIRST, 'is somebody there?']);
  assert.equal(survivor.machine.view().asks.length, 1, 'nothing is decided by writing');
});

test('with a yes all of it stands before the new words, once and in order, and nothing is missing', () => {
  const { world, story } = after();
  const { survivor, counselor } = story;
  survivor.machine.act({ do: 'say', text: 'is somebody there?' }, world.now);
  counselor.machine.act({ do: 'say', talk: talkOf(story).key, text: 'I am Jo' }, world.now);
  world.settle();
  const { request } = survivor.machine.view().asks[0] ?? { request: 0 };
  survivor.machine.act({ do: 'admit', request, yes: true, showEarlier: true }, world.now);
  survivor.machine.act({ do: 'say', text: 'now you know' }, world.now);
  world.settle();
  const all = [FIRST, 'he has my papers', 'all of them?', 'is somebody there?', 'I am Jo', 'now you know'];
  assert.deepEqual(heard(story), all);
  assert.deepEqual(texts(survivor.machine.view().notes), all);
  const { notes } = talkOf(story);
  assert.ok(!kinds(notes).includes('gap'));
  assert.deepEqual(
    notes.filter(({ kind, passedOn }) => kind === 'text' && passedOn).map(({ text }) => text),
    all.slice(0, 3),
    'what came by way of the page says so',
  );
  assert.deepEqual(survivor.machine.view().asks, []);
});

test('with a no nothing goes there, then or later', () => {
  const { world, story } = after();
  const { survivor } = story;
  const { request } = survivor.machine.view().asks[0] ?? { request: 0 };
  survivor.machine.act({ do: 'admit', request, yes: false, showEarlier: false }, world.now);
  survivor.machine.act({ do: 'admit', request, yes: true, showEarlier: true }, world.now);
  world.settle();
  assert.deepEqual(heard(story), [FIRST]);
  assert.deepEqual(survivor.machine.view().asks, []);
});

test('who leaves is not asked about any more, and a conversation that begins asks nothing', () => {
  const world = new World(['May']);
  assert.deepEqual(meet(world).survivor.machine.view().asks, []);
  const late = after();
  const { survivor, counselor } = late.story;
  counselor.machine.act({ do: 'end', talk: talkOf(late.story).key }, late.world.now);
  late.world.settle();
  assert.deepEqual(survivor.machine.view().asks, []);
});

const organisation = seeded('organisation')(32);
const hashes = ['May', 'Jo', 'Ada'].map((alias) => seeded(`hash of ${alias}`)(32));
const who = (at: number) => {
  return { certificateHash: hashes[at] ?? NONE, alias: ['May', 'Jo', 'Ada'][at] ?? '', role: 'counselor', languages: [] };
};

/** May and Jo are there; Ada comes later and is shown the rest still later. */
function shown(run: number): { readonly center: Center; readonly ada: Point; readonly said: string[] } {
  const random = seeded(`earlier ${run}`);
  const center = new Center();
  center.join(who(0), NOW);
  center.join(who(1), NOW);
  const ada = new Point(organisation, hashes[2] ?? NONE, '', NOW);
  const say = (at: number) => {
    const from = pick(random, 3);
    const counts = center.said + 1;
    const outs =
      from === 0
        ? center.say(`${at}`, NOW)
        : center.receive(from, { type: 'text', id: counts, text: `${at}` }, NOW);
    for (const [person, message] of outs) if (person === 3) ada.receive(message, NOW);
  };
  const before = 1 + pick(random, 12);
  for (let at = 0; at < before; at += 1) say(at);
  const { outs } = center.join(who(2), NOW);
  for (const [person, message] of outs) if (person === 3) ada.receive(message, NOW);
  const since = pick(random, 6);
  for (let at = 0; at < since; at += 1) say(100 + at);
  for (const [, message] of center.earlier(3, before)) {
    ada.receive(message, NOW);
    if (since > 0 && pick(random, 4) === 0) say(200);
    if (pick(random, 4) === 0) ada.receive(message, NOW);
  }
  say(300);
  return { center, ada, said: texts(center.notes.view(NOW)) };
}

test('test_a14_whenever it is shown, all of it stands in its place once, and the hash is that of all', () => {
  for (let run = 0; run < 100; run += 1) {
    const { center, ada, said } = shown(run);
    assert.deepEqual(texts(ada.notes.view(NOW)), said);
    assert.ok(!kinds(ada.notes.view(NOW)).includes('gap'));
    const authors = center.notes.view(NOW).filter(({ kind }) => kind === 'text');
    const hash = authors.reduce(
      (running, { from, text }, at) => step(running, at + 1, from === 0 ? NONE : (hashes[from - 1] ?? NONE), text),
      start(organisation),
    );
    assert.deepEqual(ada.hash, hash);
    assert.deepEqual(ada.told.range, { first: 1, last: said.length });
  }
});

test('what says that it is from before comes in order, once, below what is known, or not at all', () => {
  const point = new Point(organisation, hashes[0] ?? NONE, '', NOW);
  const passed = (place: number, earlier: boolean, text: string): Sendable => {
    return { type: 'passed', place, person: 0, earlier, text };
  };
  point.receive({ type: 'text', id: 5, text: 'five' }, NOW);
  for (const [place, earlier, news] of [
    [2, false, false],
    [1, true, true],
    [1, true, false],
    [2, true, true],
    [5, true, false],
    [4, true, true],
    [3, true, false],
  ] as const) {
    assert.equal(point.receive(passed(place, earlier, `${place}`), NOW), news, `${place}`);
  }
  assert.deepEqual(texts(point.notes.view(NOW)), ['1', '2', '4', 'five']);
  assert.equal(kinds(point.notes.view(NOW)).filter((kind) => kind === 'gap').length, 1, 'place 3 is missing');
  assert.equal(point.hash, undefined);
  assert.deepEqual(point.told.range, { first: 4, last: 5 });
});
