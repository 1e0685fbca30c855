/** Shifts that a supervisor's console renews by itself. protocol.md 3.8, 10.9. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalFault } from '../../../client_js/src/core/errors.ts';
import { DAY, days, HOUR, serve, shiftOf, warned } from '../office_story.ts';
import { World } from '../world.ts';

const team = (): World => new World(['May', 'Sol', 'Lu'], ['Sol', 'Lu']);

test('ten days at a desk where nobody types a command: there is always a shift', () => {
  const world = team();
  const may = serve(world, 0);
  const sol = world.duty(1);
  let gaps = 0;
  world.onMoved = () => {
    const { shiftExpires } = may.machine.view();
    if (shiftExpires !== undefined && shiftExpires <= world.now) gaps += 1;
  };
  days(world, 10, HOUR);
  assert.equal(gaps, 0);
  assert.equal(may.machine.view().stage, 'on-duty');
  // The first shift lived a day, the others 12 hours, each renewed two hours before its end.
  assert.ok(shiftOf(may) >= 21 && shiftOf(may) <= 25, `${shiftOf(may)} shifts`);
  assert.deepEqual(world.published, { tried: shiftOf(may) - 1, refused: 0 });
  assert.equal(sol.machine.view().stage, 'off-duty');
});

test('a supervisor off duty is there to hear, and neither serves nor reads what waits', () => {
  const world = team();
  const sol = world.duty(1);
  world.settle();
  const duties = () => world.relay.seen.filter((frame) => frame.name === 'duty');
  assert.deepEqual(duties().map(({ capacity }) => capacity), [0]);
  const survivor = world.visit();
  world.until(() => survivor.machine.view().desk === 'open');
  const knock = { do: 'knock', language: 'en', addressAs: '', first: 'hello' } as const;
  survivor.machine.act(knock, world.now);
  world.settle();
  assert.equal(survivor.machine.view().place?.serving, false);
  assert.deepEqual(sol.machine.view().knocks, []);
  assert.ok(!JSON.stringify(sol.machine.line.view()).includes('hello'));
  sol.machine.act({ do: 'on-duty' }, world.now);
  world.settle();
  assert.deepEqual(sol.machine.view().knocks.map(({ first }) => first), ['hello']);
  sol.machine.act({ do: 'off-duty' }, world.now);
  world.settle();
  assert.deepEqual(duties().map(({ capacity }) => capacity), [0, 3, 0]);
  assert.ok(!JSON.stringify(sol.machine.line.view()).includes('hello'));
  assert.equal(sol.machine.view().stage, 'off-duty');
});

test('two supervisors renew at the same moment: one stands, the other takes it, no alarm', () => {
  const world = team();
  const [may, sol, lu] = [serve(world, 0), serve(world, 1), serve(world, 2)];
  // Both propose before either hears of the other.
  sol.machine.act({ do: 'renew-shift', hours: 12 }, world.now);
  lu.machine.act({ do: 'renew-shift', hours: 12 }, world.now);
  world.settle();
  assert.deepEqual(world.published, { tried: 2, refused: 1 });
  const expires = [may, sol, lu].map(({ machine }) => machine.view().heads[2]?.fingerprint);
  assert.equal(new Set(expires).size, 1);
  world.pass(700);
  for (const one of [may, sol, lu]) {
    assert.deepEqual([shiftOf(one), one.machine.view().stage], [2, 'on-duty']);
    assert.ok(!warned(one, 'documents-disagree'));
  }
});

test('in the morning after a night without anybody, the first supervisor brings the shift back', () => {
  const world = team();
  world.close(serve(world, 1));
  world.pass(2 * DAY, HOUR);
  const may = serve(world, 0);
  world.pass(5);
  assert.deepEqual([may.machine.view().stage, may.machine.view().problem], ['refused', 'shift-expired']);
  world.duty(1);
  world.until(() => may.machine.view().stage === 'on-duty', 5);
  assert.equal(may.machine.view().problem, undefined);
});

/** A morning in which Sol's browser remembers what is asked for here, and the relay lies or not. */
function morning(remembers: boolean, lies: boolean): World {
  const world = team();
  if (remembers) world.close(serve(world, 1));
  world.pass(2 * DAY, HOUR);
  world.tamper = (frame, _client, raw) => {
    if (!lies || frame.name !== 'document' || frame.kind !== 4) return [raw];
    const changed = raw.slice();
    // Somewhere in the packet.
    changed[changed.length - 20] = (changed[changed.length - 20] ?? 0) ^ 1;
    return [changed];
  };
  const sol = world.duty(1);
  world.pass(200);
  assert.equal(sol.machine.view().problem === 'shift-expired', world.published.tried === 0);
  return world;
}

test('a shift that is taken as the morning’s base is checked like any other', () => {
  assert.equal(morning(true, true).published.tried, 0);
  assert.equal(morning(true, false).published.tried, 1, 'the control');
});

test('a4_freeze: a browser that remembers nothing takes no shift that is over as the morning’s base', () => {
  assert.equal(morning(false, false).published.tried, 0);
});

test('only who may starts shifts, by hand or by itself; and only for 1 to 24 hours', () => {
  const world = team();
  const [may, sol] = [serve(world, 0), serve(world, 1)];
  assert.deepEqual([may.machine.view().mayShift, sol.machine.view().mayShift], [false, true]);
  assert.deepEqual(may.machine.view().autoShift, { on: false, hours: 12 });
  assert.deepEqual(sol.machine.view().autoShift, { on: true, hours: 12 });
  const renew = (client: typeof may, hours: number) => () =>
    client.machine.act({ do: 'renew-shift', hours }, world.now);
  assert.throws(renew(may, 12), LocalFault);
  for (const hours of [0, 25, Number.NaN]) assert.throws(renew(sol, hours), LocalFault);
  renew(sol, 24)();
  assert.throws(renew(sol, 24), LocalFault, 'one at a time');
  world.settle();
  assert.equal(may.machine.view().shiftExpires, Math.floor(world.now) + DAY);
});

test('with the automatic off nothing is renewed, and the warning comes early', () => {
  const world = team();
  const sol = serve(world, 1);
  sol.machine.act({ do: 'auto-shift', on: false, hours: 6 }, world.now);
  assert.deepEqual(sol.machine.view().autoShift, { on: false, hours: 6 });
  assert.ok(!warned(sol, 'shift-soon'));
  world.pass(13 * HOUR, 300);
  assert.ok(warned(sol, 'shift-soon'));
  world.pass(12 * HOUR, 300);
  assert.deepEqual([world.published.tried, sol.machine.view().problem], [0, 'shift-expired']);
});

test('a shift is never renewed again and again under a roster that runs out before it', () => {
  const world = team();
  serve(world, 1);
  world.pass(7 * DAY - HOUR, HOUR);
  const { tried } = world.published;
  world.pass(HOUR - 60);
  assert.ok(world.published.tried - tried <= 1, 'a roster about to end cannot carry more');
});

test('somebody on the shift is shut out by a roster alone: a new shift follows in seconds', () => {
  const world = team();
  const [may, sol] = [serve(world, 0), serve(world, 1)];
  world.relay.publish(world.organisation.roster(['May'], 7 * DAY, world.now));
  world.pass(15);
  assert.equal(shiftOf(sol), 2);
  const view = may.machine.view();
  assert.deepEqual([view.stage, view.problem], ['refused', 'not-on-shift']);
  world.pass(300);
  assert.equal(shiftOf(sol), 2, 'once');
});

test('a stolen supervisor’s device makes shift after shift with somebody who is out: one answer a minute', () => {
  const story = (plant: boolean): number => {
    const world = team();
    const sol = serve(world, 1);
    world.relay.publish(world.organisation.roster(['May'], 7 * DAY, world.now));
    world.pass(15);
    assert.equal(world.published.tried, 1, 'the roster was answered within seconds');
    const { renewal } = sol.machine.upkeep as unknown as { renewal: { madeAt: number } };
    for (let second = 0; second < 300; second += 1) {
      if (plant) renewal.madeAt = -Infinity;
      if (second % 10 === 0) {
        // Its directory lists May with a key, as if nobody had been shut out.
        world.organisation.push({ shift: shiftOf(sol) });
        world.relay.publish(world.organisation.shift([], DAY, world.now));
      }
      world.pass(1);
    }
    return world.published.tried - 1;
  };
  const answers = story(false);
  assert.ok(answers >= 3 && answers <= 6, `${answers} answers in five minutes`);
  const without = story(true);
  assert.ok(without > 6, `the control: ${without}`);
});

test('a relay that refuses every shift is not hammered at', () => {
  const world = team();
  serve(world, 1);
  world.relay.offer = () => false;
  world.pass(23 * HOUR, HOUR);
  const { tried } = world.published;
  world.pass(600);
  const more = world.published.tried - tried;
  assert.ok(more >= 1 && more <= 20, `${more} in ten minutes`);
});
