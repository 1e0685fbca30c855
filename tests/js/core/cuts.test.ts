import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Thread } from '../../../client_js/src/core/thread.ts';
import { FIRST, FROM_STAFF, FROM_SURVIVOR, check, meet, talkOf, tell } from '../story.ts';
import { allDelivered, kinds, texts, World } from '../world.ts';

/** How many frames move when nothing happens to them. */
function undisturbed(): number {
  const world = new World();
  check(tell(world));
  return world.moved;
}

const FRAMES = undisturbed();

/** Runs the story once for each frame, with `disturb` after that frame. */
function atEveryFrame(disturb: (world: World) => void): void {
  for (let frame = 1; frame <= FRAMES; frame += 1) {
    const world = new World();
    let happened = false;
    world.onMoved = (moved) => {
      if (moved !== frame) return;
      happened = true;
      disturb(world);
    };
    try {
      check(tell(world));
    } catch (error) {
      throw new Error(`after frame ${frame} of ${FRAMES}: ${String(error)}`);
    }
    assert.ok(happened, 'a run without a fault proves nothing');
  }
}

test('there are enough frames in the story to be worth cutting', () => {
  assert.ok(FRAMES > 50, `only ${FRAMES}`);
});

test('the survivor is cut off after each frame in turn: nothing lost, nothing doubled', () => {
  atEveryFrame((world) => world.cut(world.clients[0]!));
});

test('the counselor is cut off after each frame in turn: nothing lost, nothing doubled', () => {
  atEveryFrame((world) => world.cut(world.clients[1]!));
});

test('the relay restarts with an empty memory after each frame in turn', () => {
  atEveryFrame((world) => world.restart());
});

const LAST = 'goodbye';

/** Both say everything; the relay drops the `which`-th delivery to one of them. */
function withDrop(side: 'survivor' | 'counselor', which: number): boolean {
  const world = new World();
  const story = meet(world);
  let delivered = 0;
  world.tamper = (frame, client, raw) => {
    if (client !== story[side] || frame.name !== 'deliver') return [raw];
    delivered += 1;
    return delivered === which ? [] : [raw];
  };
  for (const [at, text] of FROM_SURVIVOR.entries()) {
    // A line that is being made again delays what is said; it is not refused.
    story.survivor.machine.act({ do: 'say', text }, world.now);
    const { key } = talkOf(story);
    story.counselor.machine.act({ do: 'say', talk: key, text: FROM_STAFF[at] ?? '' }, world.now);
    world.pass(1);
  }
  const happened = delivered >= which;
  // The last frame can be missed only when another one follows.
  story.counselor.machine.act({ do: 'say', talk: talkOf(story).key, text: LAST }, world.now);
  world.pass(2);
  story.survivor.machine.act({ do: 'say', text: LAST }, world.now);
  world.until(() => {
    const visit = story.survivor.machine.view();
    return allDelivered(visit) && allDelivered(talkOf(story)) && visit.stage === 'talking';
  });
  const visit = story.survivor.machine.view();
  const said = texts(visit.notes);
  assert.deepEqual([...said].sort(), [FIRST, ...FROM_SURVIVOR, ...FROM_STAFF, LAST, LAST].sort());
  assert.deepEqual(texts(talkOf(story).notes), said);
  if (happened) assert.ok(kinds(visit.notes).includes('gap'), `delivery ${which} was dropped`);
  return happened;
}

for (const side of ['survivor', 'counselor'] as const) {
  test(`test_a10_each delivery to the ${side} is dropped in turn: visible, nothing lost`, () => {
    let runs = 0;
    while (withDrop(side, runs + 1)) runs += 1;
    assert.ok(runs > 5, `only ${runs} deliveries`);
  });
}

test('control: a sender that does not send again after a reconnect is caught', () => {
  const { reconnected } = Thread.prototype;
  Thread.prototype.reconnected = () => undefined;
  try {
    assert.throws(() => atEveryFrame((world) => world.cut(world.clients[0]!)), /after frame/);
  } finally {
    Thread.prototype.reconnected = reconnected;
  }
});
