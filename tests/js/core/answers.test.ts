import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalFault } from '../../../client_js/src/core/errors.ts';
import { World } from '../world.ts';

const ANSWERS = [
  { question: 'caller', answer: 'relative' },
  { question: 'question-1', answer: 'Überall 🌊' },
];
const KNOCK = { do: 'knock', language: 'en', addressAs: 'Sam', first: 'hello' } as const;

/** A survivor in the line and a console on duty that shows the knock. */
function shown(answers?: typeof ANSWERS) {
  const world = new World();
  const survivor = world.visit();
  const counselor = world.duty();
  world.until(() => survivor.machine.view().desk === 'open');
  world.until(() => counselor.machine.view().stage === 'off-duty');
  counselor.machine.act({ do: 'on-duty' }, world.now);
  const knock = answers === undefined ? KNOCK : { ...KNOCK, answers };
  survivor.machine.act(knock, world.now);
  world.until(() => counselor.machine.view().knocks.length === 1);
  return { world, survivor, counselor };
}

test('what a survivor answered is in the line and in the talk, beside the signed questions', () => {
  const { world, counselor } = shown(ANSWERS);
  const [knock] = counselor.machine.view().knocks;
  assert.deepEqual(knock?.answers, ANSWERS);
  counselor.machine.act({ do: 'claim', key: knock?.key ?? '' }, world.now);
  world.until(() => counselor.machine.view().talks[0]?.stage === 'talking');
  const view = counselor.machine.view();
  assert.deepEqual(view.talks[0]?.answers, ANSWERS);
  assert.equal(view.notice?.text('en', 'welcome'), 'You can write to us.');
});

test('who answers nothing says nothing', () => {
  assert.deepEqual(shown().counselor.machine.view().knocks[0]?.answers, []);
});

test('answers that do not fit the knock are the survivor’s to shorten, and nothing has left', () => {
  const world = new World();
  const survivor = world.visit();
  world.until(() => survivor.machine.view().desk === 'open');
  const answers = [1, 2, 3, 4].map((n) => ({ question: `question-${n}`, answer: '水'.repeat(200) }));
  assert.throws(() => survivor.machine.act({ ...KNOCK, answers }, world.now), LocalFault);
  assert.equal(survivor.machine.view().stage, 'ready');
});

test('a notice that the relay has spoiled is not shown and stops nobody’s work', () => {
  const world = new World();
  const good = world.organisation.notice();
  const envelope = good.envelope.slice();
  envelope[envelope.length - 3] = (envelope[envelope.length - 3] ?? 0) ^ 1;
  world.relay.publish({ ...good, envelope });
  const counselor = world.duty();
  world.until(() => counselor.machine.view().stage === 'off-duty');
  assert.equal(counselor.machine.view().notice, undefined);
  assert.equal(counselor.machine.view().problem, undefined);
});
