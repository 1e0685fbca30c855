import assert from 'node:assert/strict';
import test from 'node:test';
import { type Asked, notRead } from '../../../client_js/src/console/not_read.ts';

const BEGUN: Asked = { charterExpires: undefined, stage: 'connecting', problem: undefined };
const READ: Asked = { charterExpires: 2_000_000_000, stage: 'off-duty', problem: undefined };

test('before the server has answered, nothing is called missing', () => {
  for (const asked of [
    BEGUN,
    { ...BEGUN, stage: 'refused', problem: 'relay-unreachable' } as const,
    { ...BEGUN, stage: 'refused', problem: 'unknown-organisation' } as const,
    { ...BEGUN, stage: 'reading' } as const,
    { ...READ, stage: 'reading' } as const,
    { ...READ, stage: 'refused', problem: 'relay-unreachable' } as const,
  ]) {
    assert.equal(notRead(asked), true);
  }
});

test('once it has answered, what it does not have is said to be missing', () => {
  for (const asked of [
    READ,
    { ...READ, stage: 'ready' } as const,
    { ...READ, stage: 'refused', problem: 'roster-expired' } as const,
    { ...READ, stage: 'refused', problem: 'shift-expired' } as const,
  ]) {
    assert.equal(notRead(asked), false);
  }
});
