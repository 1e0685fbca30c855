/** How long a day lasts, and where it ends for one of two: what is offered, and who goes on. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endsOffered, nextStep } from '../../../../client_js/src/console/desk/finishing.ts';
import { broughtBy, handedTo } from '../../../../client_js/src/console/together/asks.ts';
import type { StaffAskView } from '../../../../client_js/src/core/views_desk.ts';
import { dice } from './day.ts';

const HALF_HOUR = 1800;

test('every end that is offered is ahead, in half hours; what was chosen stays, also when it is over', () => {
  const roll = dice('ends');
  for (let round = 0; round < 300; round += 1) {
    const now = 1_800_000_000 + roll(10 * HALF_HOUR);
    const offered = endsOffered(nextStep(now), undefined);
    assert.ok(offered.every((one) => one > now && one % HALF_HOUR === 0));
    assert.ok((offered[0] ?? 0) <= now + HALF_HOUR);
    const chosen = nextStep(now) + (roll(60) - 20) * HALF_HOUR;
    const kept = endsOffered(nextStep(now), chosen);
    assert.ok(kept.includes(chosen));
    assert.deepEqual(kept.filter((one) => one <= now && one !== chosen), []);
    assert.deepEqual(kept, [...kept].sort((a, b) => a - b));
  }
});

const ask = (more: Partial<StaffAskView>): StaffAskView => ({
  ...{ colleague: 'c1', alias: 'Salma', request: 7, mine: true, purpose: 'hand-over', stepIn: false, why: '' },
  ...{ talk: 't1', language: 'en', stage: 'joined', catchUp: 'none', catchUpText: '' },
  ...more,
});

test('who goes on is named only where this console has left to a colleague who took over', () => {
  const ended = { reason: 'left', byMe: true } as const;
  const name = '\u2068Salma\u2069';
  assert.equal(handedTo({ ended, asks: [ask({})] }, 'somebody'), name);
  // A supervisor who has taken it over.
  assert.equal(handedTo({ ended, asks: [ask({ mine: false, stepIn: true })] }, 'somebody'), name);
  assert.equal(handedTo({ ended, asks: [ask({ alias: '' })] }, 'somebody'), 'somebody');
  const others = [
    { ended: undefined, asks: [ask({})] },
    { ended: { reason: 'finished', byMe: true } as const, asks: [ask({})] },
    { ended: { reason: 'left', byMe: false } as const, asks: [ask({})] },
    { ended, asks: [ask({ purpose: 'join' })] },
    { ended, asks: [ask({ stage: 'survivor-no' })] },
    { ended, asks: [ask({ mine: false })] },
    { ended, asks: [] },
  ];
  for (const one of others) assert.equal(handedTo(one, 'somebody'), undefined);
});

test('by whom a console was brought in is known to it alone that was brought', () => {
  assert.equal(broughtBy({ asks: [ask({ mine: false, alias: 'Noor' })] }, 'somebody'), '\u2068Noor\u2069');
  assert.equal(broughtBy({ asks: [ask({ stepIn: true, alias: 'Noor' })] }, 'somebody'), '\u2068Noor\u2069');
  assert.equal(broughtBy({ asks: [ask({})] }, 'somebody'), undefined);
});
