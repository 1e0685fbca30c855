import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, tell } from '../story.ts';
import { World } from '../world.ts';

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
