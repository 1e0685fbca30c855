/** How the vectors of what staff count are read, and those that TypeScript writes. protocol.md 15.7. */

import assert from 'node:assert/strict';
import { fromHex, hex } from '../../../client_js/src/core/bytes.ts';
import { NotOpened } from '../../../client_js/src/core/errors.ts';
import { makeStaffDrop, openDrop, type OpenedDrop, type StaffDrop } from '../../../client_js/src/core/numbers_drop.ts';
import { xwingPublic } from '../../../client_js/src/core/primitives.ts';
import { hoursDrop, tallyDrop } from '../../../client_js/src/core/tally.ts';
import type { Case } from './case.ts';
import { NOW, seeded } from './helpers.ts';
import { circumstances, remembering, type Vector } from './make_parts.ts';
import { bytes, texts } from './values_family.ts';

export function readTally(vector: Case): void {
  const place = { organisation: bytes(vector, 'organisation'), desk: bytes(vector, 'desk') };
  const secrets = texts(vector['secrets']).map(fromHex);
  const read = () => openDrop(place, [bytes(vector, 'seed')], secrets, bytes(vector, 'sealed'));
  if (vector['expect'] === 'refused') {
    assert.throws(read, NotOpened);
    return;
  }
  const found = read();
  if (typeof found === 'string') assert.equal(found, vector['expect']);
  else if (found.kind === 'survey') assert.equal(vector['expect'], 'other', 'no proof of staff');
  else assert.deepEqual(told(found), vector['content']);
}

const told = ({ kind, day, entries }: OpenedDrop) => ({ kind, day, answers: entries });

export function tallies(): Vector[] {
  const seed = seeded('from_ts statistics')(32);
  const secret = seeded('from_ts handbook')(32);
  const desk = seeded('from_ts desk')(16);
  const { organisation } = circumstances;
  const tally = (name: string, drop: StaffDrop, expect: 'ok' | 'forged', by = secret): Vector => {
    const { random } = remembering(name);
    const sealed = makeStaffDrop({ organisation, desk, random }, xwingPublic(seed), by, drop);
    const place = { organisation: hex(organisation), desk: hex(desk), seed: hex(seed) };
    const base = { name, family: 'tally', expect, ...place, secrets: [hex(secret)], sealed: hex(sealed) };
    return expect === 'ok' ? { ...base, content: told(drop) } : base;
  };
  const facts = { language: 'ar', began: NOW, lasted: 700, hour: 3 };
  return [
    tally('tally', tallyDrop([['need', 'home'], ['caller', 'self']], facts), 'ok'),
    tally('tally-hours', hoursDrop('نور', NOW, NOW + 14_000, 6), 'ok'),
    tally('tally-other-secret', tallyDrop([], facts), 'forged', seeded('another')(32)),
  ];
}
