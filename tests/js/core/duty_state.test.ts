/** A supervisor says how the desk stands, from her own console. protocol.md 3.3, 3.15, 10.5. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalFault } from '../../../client_js/src/core/errors.ts';
import type { Duty } from '../../../client_js/src/core/duty.ts';
import { type Client, World } from '../world.ts';

const CLOSE = { do: 'state', mode: 'closed', text: '', hours: 4 } as const;

/** Jo is a supervisor, May is a counselor. */
function night(): { readonly world: World; readonly jo: Client<Duty>; readonly may: Client<Duty> } {
  const world = new World(['May', 'Jo'], ['Jo']);
  const [may, jo] = [world.duty(0), world.duty(1)];
  // Asked from the first moment on, as a screen does.
  assert.equal(jo.machine.view().mayState, false);
  world.until(() => jo.machine.view().mayState && may.machine.view().stage === 'off-duty', 3);
  return { world, jo, may };
}

const mode = ({ machine }: Client<Duty>): string | undefined => machine.view().state?.mode;

test('a supervisor closes the desk, and open pages and consoles know it within seconds', () => {
  const { world, jo, may } = night();
  const survivor = world.visit();
  world.until(() => survivor.machine.view().desk === 'open');
  assert.equal(mode(jo), undefined);
  jo.machine.act(CLOSE, world.now);
  assert.equal(jo.machine.view().stateGoing, 'going');
  world.pass(2);
  assert.equal(survivor.machine.view().desk, 'closed');
  assert.deepEqual([mode(jo), mode(may)], ['closed', 'closed']);
  assert.equal(jo.machine.view().stateGoing, 'none');
  const { issued, expires } = jo.machine.view().state ?? { issued: 0, expires: 0 };
  assert.equal(expires - issued, 4 * 3600);
  jo.machine.act({ ...CLOSE, mode: 'surge' }, world.now);
  world.pass(2);
  assert.deepEqual([mode(jo), survivor.machine.view().said], ['surge', 'surge']);
  jo.machine.act({ ...CLOSE, mode: 'open' }, world.now);
  world.pass(2);
  assert.deepEqual([survivor.machine.view().desk, survivor.machine.view().said], ['open', '']);
});

test('a45: who has no such power signs no state', () => {
  const { world, may } = night();
  assert.equal(may.machine.view().mayState, false);
  assert.throws(() => may.machine.act(CLOSE, world.now), LocalFault);
  assert.equal(may.machine.toPublish(), undefined);
});

test('hours and texts that there are not are refused, and nothing is made', () => {
  const { world, jo } = night();
  for (const wrong of [
    { hours: 0 },
    { hours: 721 },
    { hours: Number.NaN },
    { text: 'welcome' },
    { text: 'state-1' },
    { text: 'constructor' },
  ]) {
    assert.throws(() => jo.machine.act({ ...CLOSE, ...wrong }, world.now), LocalFault);
  }
  assert.equal(jo.machine.view().stateGoing, 'none');
  world.relay.publish(world.organisation.notice(2, 86_400, [], [['state-1', 'A flood']]));
  world.pass(2);
  jo.machine.act({ ...CLOSE, text: 'state-1' }, world.now);
  world.pass(2);
  assert.equal(jo.machine.view().state?.text, 'state-1');
});

test('a state and a shift that are made at once are both published', () => {
  const { world, jo } = night();
  const [before] = jo.machine.view().heads.filter(({ kind }) => kind === 'shift');
  jo.machine.act({ do: 'renew-shift', hours: 6 }, world.now);
  jo.machine.act(CLOSE, world.now);
  assert.equal(jo.machine.toPublish()?.length, 1, 'the state goes first');
  assert.equal(jo.machine.toPublish(), undefined, 'and the shift waits for what becomes of it');
  jo.machine.published(false, world.now);
  world.pass(3);
  assert.equal(jo.machine.view().stateGoing, 'failed');
  const [after] = jo.machine.view().heads.filter(({ kind }) => kind === 'shift');
  assert.ok((after?.version ?? 0) > (before?.version ?? 0));
});

test('a second state waits for the first to be on its way', () => {
  const { world, jo } = night();
  jo.machine.act(CLOSE, world.now);
  assert.throws(() => jo.machine.act(CLOSE, world.now), LocalFault);
});

test('where a colleague was quicker hers stands, and the next counts on from it', () => {
  const { world, jo } = night();
  jo.machine.act(CLOSE, world.now);
  world.relay.publish(world.organisation.state(1, 2));
  world.pass(3);
  assert.equal(jo.machine.view().stateGoing, 'failed');
  assert.equal(mode(jo), 'surge');
  jo.machine.act(CLOSE, world.now);
  world.pass(2);
  assert.deepEqual([mode(jo), jo.machine.view().stateGoing], ['closed', 'none']);
});

test('the next state counts on from one that has run out, which nobody here has seen', () => {
  const world = new World(['Jo'], ['Jo']);
  world.relay.publish(world.organisation.state(7, 1, '', 5));
  world.now += 10;
  world.relay.now = world.now;
  const jo = world.duty();
  world.until(() => jo.machine.view().mayState);
  assert.equal(mode(jo), undefined);
  jo.machine.act(CLOSE, world.now);
  world.pass(2);
  assert.deepEqual([mode(jo), jo.machine.view().stateGoing], ['closed', 'none']);
});

test('a03: an older state is not believed again, also after the console was locked', () => {
  const { world, jo } = night();
  const before = world.organisation.state(1, 0);
  world.relay.publish(before);
  world.pass(2);
  jo.machine.act(CLOSE, world.now);
  world.until(() => mode(jo) === 'closed');
  world.close(jo);
  const again = world.duty(1);
  world.relay.publish(before);
  world.until(() => again.machine.view().mayState);
  world.pass(3);
  assert.equal(mode(again), undefined);
  again.machine.act(CLOSE, world.now);
  world.pass(2);
  assert.equal(mode(again), 'closed');
});
