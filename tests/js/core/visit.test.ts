import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, tell } from '../story.ts';
import { World } from '../world.ts';

test('a survivor knocks, a counselor takes the knock, and they talk', () => {
  const world = new World();
  const story = tell(world);
  check(story);
  assert.deepEqual(story.survivor.machine.view().people.map(({ alias }) => alias), ['May']);
});
