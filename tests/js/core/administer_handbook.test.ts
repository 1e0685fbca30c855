/** An administrator writes the handbook, and every shift after it brings it to the staff. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, NONE } from '../../../client_js/src/core/bytes.ts';
import { bestHandbook } from '../../../client_js/src/core/handbook_carry.ts';
import { EMPTY_HANDBOOK, type HandbookContent } from '../../../client_js/src/core/handbook_view.ts';
import { nextShift } from '../../../client_js/src/core/office.ts';
import { makeShift } from '../../../client_js/src/core/office_shift.ts';
import { openPacket } from '../../../client_js/src/core/packet.ts';
import { ed25519Public } from '../../../client_js/src/core/primitives.ts';
import { World } from '../world.ts';
import { DAY, HOUR, type House, type Person } from './house.ts';
import { Desk, keptBy } from './served.ts';
import { staffed } from './staffed.ts';

const written = (title: string): HandbookContent => ({
  ...EMPTY_HANDBOOK,
  texts: [{ key: 'hello', stage: 'greeting', language: 'en', title, text: 'Hello.' }],
});

/** The title of the one text, as a device on the newest shift reads it. */
function readBy(house: House, person: Person): string | undefined {
  const shift = house.documents.shift(house.desk);
  assert.ok(shift !== undefined);
  const { directory } = openPacket(shift, person.keyring.seeds, house.packet);
  return titleOf(house, directory.handbook);
}

function titleOf(house: House, raw: Bytes): string | undefined {
  return bestHandbook(house.documents, house.desk, [raw], house.now)?.payload.texts[0]?.title;
}

test('an administrator signs a handbook, and a new shift on the same roster brings it to everybody', () => {
  const { house, may, jo } = staffed();
  const desk = new Desk(house).open();
  assert.equal(desk.view.handbook, undefined);
  const before = [house.documents.roster?.payload.version, desk.view.shiftExpires];
  const working = desk.do({ do: 'handbook', content: written('First') });
  assert.deepEqual([working.stage, working.handbook], ['working', undefined], 'nothing counts before the relay has it');
  const view = desk.take();
  assert.deepEqual([view.done?.kind, view.failure], ['handbook', undefined]);
  assert.deepEqual([house.documents.roster?.payload.version, view.shiftExpires], before);
  assert.equal(view.handbook?.counts, true);
  assert.deepEqual([view.handbook.view.version, view.handbook.view.texts[0]?.title], [1, 'First']);
  assert.deepEqual([readBy(house, may), readBy(house, jo)], ['First', 'First']);
  desk.do({ do: 'handbook', content: written('Second') });
  assert.equal(desk.take().handbook?.view.version, 2);
  assert.equal(readBy(house, jo), 'Second');
});

test('whoever makes the next shift carries it on: an administrator’s other acts, and a supervisor', () => {
  const { house, jo } = staffed();
  const kim = house.join('Kim', 'supervisor');
  const desk = new Desk(house).open();
  desk.do({ do: 'handbook', content: written('Kept') });
  desk.take();
  desk.do({ do: 'revoke', device: desk.key('May') });
  desk.take();
  assert.equal(readBy(house, jo), 'Kept');
  const signer = { deviceSeed: kim.vault.signing, warrant: kim.certified?.grant.warrant ?? NONE };
  house.publish(nextShift(house.given(), signer, house.now + HOUR));
  assert.equal(readBy(house, jo), 'Kept');
  const other = theirs(house);
  assert.equal(other.view.handbook?.view.texts[0]?.title, 'Kept');
  other.do({ do: 'handbook', content: written('By the other') });
  assert.equal(other.take().handbook?.view.version, 2);
  assert.equal(readBy(house, jo), 'By the other');
});

test('a supervisor who leaves it out, or puts back an older one, does so for nobody at work', () => {
  const { house, jo } = staffed();
  const kim = house.join('Kim', 'supervisor');
  const desk = new Desk(house).open();
  desk.do({ do: 'handbook', content: written('Old') });
  desk.take();
  const old = house.directory.handbook;
  desk.do({ do: 'handbook', content: written('New') });
  desk.take();
  const signer = { deviceSeed: kim.vault.signing, warrant: kim.certified?.grant.warrant ?? NONE };
  for (const handbook of [NONE, old]) {
    const given = { ...house.given(), directory: { ...house.directory, handbook } };
    house.publish(nextShift(given, signer, house.now + HOUR));
    assert.notEqual(readBy(house, jo), 'New', 'the control: that shift has another');
    desk.kept = keptBy(house);
    desk.say({ name: 'changed', kind: 4, desk: house.desk });
    assert.equal(desk.view.handbook?.view.texts[0]?.title, 'New');
    desk.do({ do: 'start-shift', hours: 12 });
    desk.take();
    assert.equal(readBy(house, jo), 'New', 'and it is back with the next shift');
  }
});

test('what may not be signed is refused, and it is said where', () => {
  const { house } = staffed();
  const desk = new Desk(house).open();
  const [text] = written('Good').texts;
  assert.ok(text !== undefined);
  const bad = desk.do({ do: 'handbook', content: { ...EMPTY_HANDBOOK, texts: [text, { ...text, title: ' ' }] } });
  assert.deepEqual([bad.failure, bad.about, bad.stage], ['bad-handbook', 'texts 2 title', 'ready']);
  const long = Array.from({ length: 90 }, (_, at) => ({ ...text, key: `t${at}`, text: 'x'.repeat(3500) }));
  assert.equal(desk.do({ do: 'handbook', content: { ...EMPTY_HANDBOOK, texts: long } }).failure, 'handbook-long');
  assert.equal(desk.machine.toPublish(), undefined);
  desk.do({ do: 'handbook', content: { ...EMPTY_HANDBOOK, texts: long.slice(0, 60) } });
  assert.equal(desk.take().handbook?.view.texts.length, 60, 'the control');
});

test('an administrator who has left leaves a handbook to be signed again, and none that counts', () => {
  const { house, jo } = staffed();
  const other = theirs(house);
  other.do({ do: 'handbook', content: written('Theirs') });
  other.take();
  const desk = new Desk(house).open();
  assert.equal(desk.view.handbook?.counts, true);
  const keys = [ed25519Public(house.administrator.administratorSeed)];
  house.documents.addCharter(house.nextCharter({ administratorKeys: keys }), house.now);
  desk.charters = house.charters;
  desk.kept = keptBy(house);
  desk.say({ name: 'changed', kind: 1, desk: NONE });
  desk.do({ do: 'start-shift', hours: 12 });
  const view = desk.take();
  assert.equal(view.failure, undefined);
  assert.deepEqual([view.handbook?.counts, view.handbook?.view.texts[0]?.title], [false, 'Theirs']);
  desk.do({ do: 'handbook', content: view.handbook?.view ?? EMPTY_HANDBOOK });
  const again = desk.take();
  assert.deepEqual([again.handbook?.counts, again.handbook?.view.version], [true, 2]);
  assert.equal(readBy(house, jo), 'Theirs');
});

test('where a shift has no room for it, work goes before it', () => {
  const { house } = staffed();
  const { roster } = house.documents;
  assert.ok(roster !== undefined);
  const members = Array.from({ length: 400 }, () => member(house));
  const made = (handbook: Bytes) =>
    makeShift(house.documents, house.desk, roster, members, [], handbook, house.now + HOUR, house.now, house.random);
  assert.equal(made(house.random(100_000)).told, true, 'the control');
  const full = made(house.random(250_000));
  assert.equal(full.told, false);
  assert.ok(full.packet.length < 1_048_576);
});

/** The second administrator's console, after a shift that is sealed to them too. */
function theirs(house: House): Desk {
  house.publish(nextShift(house.given(), house.second, house.now + HOUR));
  return new Desk(house, undefined, house.second).open();
}

/** Somebody who stands and serves nowhere, with an envelope of 2 KB. */
function member(house: House) {
  const payload = { alias: 'Sam' } as never;
  const certificate = { payload, hash: house.random(32), raw: house.random(2000), warrant: NONE };
  return { device: house.random(32), certificate, good: false, older: [], sealingKey: undefined };
}

test('a console shows what the newest handbook says, an older one changes nothing, and it works without', () => {
  const world = new World(['May']);
  const { organisation, relay } = world;
  const may = world.duty(0);
  const title = (): string | undefined => may.machine.view().handbook?.texts[0]?.title;
  const shift = (): void => {
    relay.publish(organisation.shift([], DAY, world.now));
    world.settle();
  };
  world.settle();
  assert.deepEqual([may.machine.view().stage, title()], ['off-duty', undefined]);
  organisation.writeHandbook(written('Second'), world.now, 2);
  shift();
  assert.equal(title(), 'Second');
  organisation.writeHandbook(written('First'), world.now, 1);
  shift();
  assert.equal(title(), 'Second');
  organisation.handbook = NONE;
  shift();
  assert.equal(title(), 'Second');
  organisation.writeHandbook(written('Third'), world.now, 3);
  shift();
  assert.equal(title(), 'Third');
  may.machine.act({ do: 'lock' }, world.now);
  assert.equal(title(), undefined, 'and nothing of it is left on a locked screen');
});
