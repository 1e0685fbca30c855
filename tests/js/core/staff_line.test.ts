/** Lines between consoles: quiet help beside a conversation. protocol.md 16.2. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeInvitation } from '../../../client_js/src/core/asks.ts';
import { type Bytes, hex } from '../../../client_js/src/core/bytes.ts';
import { copies, Theirs } from '../../../client_js/src/core/duty_copied.ts';
import type { Certificate, Checked } from '../../../client_js/src/core/documents.ts';
import { StaffLine } from '../../../client_js/src/core/duty_staff_line.ts';
import { LineBroken, LocalFault, NoviewError } from '../../../client_js/src/core/errors.ts';
import { encodeClient, writeCapability } from '../../../client_js/src/core/frames.ts';
import type { Line } from '../../../client_js/src/core/line.ts';
import type { Inviting } from '../../../client_js/src/core/visit_invite.ts';
import type { Wire } from '../../../client_js/src/core/wire.ts';
import {
  act,
  askOf,
  heard,
  introduce,
  keyOf,
  lineOf,
  sees,
  serving,
  talkAt,
  team,
  type Team,
  tell,
} from '../colleagues.ts';
import { DAY } from '../office_story.ts';
import { meet } from '../story.ts';
import { allDelivered, texts, World } from '../world.ts';
import { seeded } from './helpers.ts';
import { quickest } from '../quickest.ts';

const random = seeded('staff lines');

function two(supervisors: readonly string[] = []) {
  const all = team(['May', 'Jo'], supervisors);
  const [may, jo] = all.staff;
  assert.ok(may !== undefined && jo !== undefined);
  return { all, world: all.world, may, jo, survivor: all.story.survivor };
}

test('two colleagues write to each other, and the survivor’s conversation goes on beside it', () => {
  const { world, may, jo, survivor } = two();
  act(world, may, { do: 'staff-say', colleague: keyOf(may, 'Jo'), text: 'Do you know a shelter?' });
  assert.deepEqual(texts(lineOf(jo, 'May')?.notes ?? []), ['Do you know a shelter?']);
  assert.equal(lineOf(jo, 'May')?.unread, 1);
  act(world, jo, { do: 'staff-read', colleague: keyOf(jo, 'May') });
  assert.equal(lineOf(jo, 'May')?.unread, 0);
  act(world, jo, { do: 'staff-say', colleague: keyOf(jo, 'May'), text: 'Yes: Harbor Street.' });
  const line = lineOf(may, 'Jo');
  assert.deepEqual(texts(line?.notes ?? []), ['Do you know a shelter?', 'Yes: Harbor Street.']);
  assert.ok(line !== undefined && allDelivered(line));
  tell(world, survivor, 'thank you');
  assert.deepEqual(survivor.machine.view().people.map(({ alias }) => alias), ['May']);
  assert.ok(!JSON.stringify(survivor.machine.view().notes).includes('shelter'));
});

test('typing is told, at its pace', () => {
  const { world, may, jo } = two();
  const colleague = keyOf(may, 'Jo');
  act(world, may, { do: 'staff-open', colleague });
  act(world, may, { do: 'staff-typing', colleague, on: true });
  world.pass(3);
  assert.equal(lineOf(jo, 'May')?.typing, true);
  world.pass(12);
  assert.equal(lineOf(jo, 'May')?.typing, false);
});

test('both write first at the same moment: one line stands, and nothing is lost', () => {
  const { world, may, jo } = two();
  may.machine.act({ do: 'staff-say', colleague: keyOf(may, 'Jo'), text: 'from May' }, world.now);
  jo.machine.act({ do: 'staff-say', colleague: keyOf(jo, 'May'), text: 'from Jo' }, world.now);
  world.pass(10);
  for (const [client, other] of [[may, 'Jo'], [jo, 'May']] as const) {
    const line = lineOf(client, other);
    assert.equal(line?.stage, 'open');
    assert.deepEqual(texts(line.notes).sort(), ['from Jo', 'from May']);
    assert.ok(allDelivered(line));
  }
});

test('a connection that comes and goes loses nothing, and a relay that forgot everything ends it visibly', () => {
  const { world, may, jo } = two();
  const colleague = keyOf(may, 'Jo');
  act(world, may, { do: 'staff-say', colleague, text: 'one' });
  world.cut(jo);
  act(world, may, { do: 'staff-say', colleague, text: 'two' });
  world.pass(5);
  assert.deepEqual(texts(lineOf(jo, 'May')?.notes ?? []), ['one', 'two']);
  world.close(jo);
  world.pass(5);
  assert.equal(lineOf(may, 'Jo')?.stage, 'ended', 'locked on the other side');
  assert.deepEqual(texts(lineOf(may, 'Jo')?.notes ?? []), ['one', 'two']);
  const again = serving(world, 1);
  heard(world, [may, again]);
  act(world, may, { do: 'staff-say', colleague, text: 'three' });
  assert.deepEqual(texts(lineOf(again, 'May')?.notes ?? []), ['three'], 'a console keeps nothing');
});

test('a line that nobody uses is closed after half an hour, one with an open question is not', () => {
  const { all, world, may, jo, survivor } = two();
  act(world, may, { do: 'staff-say', colleague: keyOf(may, 'Jo'), text: 'hello' });
  const stays = (seconds: number): void => {
    for (let passed = 0; passed < seconds; passed += 100) {
      survivor.machine.act({ do: 'here' }, world.now);
      world.pass(100, 10);
    }
  };
  stays(1700);
  assert.equal(lineOf(may, 'Jo')?.stage, 'open');
  introduce(all, 'Jo');
  stays(200);
  assert.equal(lineOf(may, 'Jo')?.stage, 'open');
  stays(2500);
  assert.equal(lineOf(may, 'Jo')?.stage, 'ended');
  assert.equal(lineOf(jo, 'May')?.stage, 'ended');
});

test('test_a41_revoked in the middle of a staff line: it ends, they are seen no more, nothing is expected', () => {
  const { all, world, may, jo } = two();
  const colleague = keyOf(may, 'Jo');
  act(world, may, { do: 'staff-say', colleague, text: 'are you free?' });
  introduce(all, 'Jo');
  const { request } = askOf(jo, 'May');
  const publish = (version: readonly string[]): void => {
    world.relay.publish(world.organisation.roster(version, 7 * DAY, world.now));
    world.relay.publish(world.organisation.shift(version, DAY, world.now));
    world.pass(2);
  };
  publish(['Jo']);
  assert.equal(lineOf(may, 'Jo')?.stage, 'ended');
  assert.deepEqual(may.machine.view().colleagues, []);
  assert.deepEqual(talkAt(may).asks, []);
  assert.throws(() => may.machine.act({ do: 'staff-say', colleague, text: 'x' }, world.now), LocalFault);
  const yes = { do: 'staff-answer', colleague: keyOfOld(may), request, yes: true } as const;
  assert.throws(() => jo.machine.act(yes, world.now), LocalFault);
  world.pass(200, 5);
  assert.equal(lineOf(jo, 'May')?.stage ?? 'ended', 'ended', 'and her own console shows it too');
});

const keyOfOld = ({ machine }: { readonly machine: { view(): { readonly fingerprint: string } } }) =>
  machine.view().fingerprint;

/** Leaves invitations in May's inbox, as anybody can who was told it. */
function knocksAtInbox(all: Team) {
  const { world, staff } = all;
  const [may, jo] = staff;
  assert.ok(may !== undefined && jo !== undefined);
  const believed = may.machine.following.believed(world.now);
  const reach = jo.machine.upkeep.presence.reach(keyOf(jo, 'May'), world.now);
  assert.ok(believed !== undefined && reach !== undefined);
  const stranger = world.visit();
  world.settle();
  return (certificateRaw: Bytes): void => {
    const inviter = { identity: random(32), certificateRaw };
    const invitation = {
      sealingKey: reach.sealingKey.payload.key,
      certificateHash: reach.certificate.hash,
      w: writeCapability(random(32)),
      lineIdBefore: new Uint8Array(0),
      purpose: 0,
      inviter,
      note: '',
    } as const;
    const { sealed } = makeInvitation(believed, invitation, random);
    stranger.up.push(encodeClient({ name: 'leave', ref: 9, w: reach.w, ciphertext: sealed }));
    world.settle();
  };
}

const appended = ({ relay }: World): number =>
  new Set(relay.seen.flatMap((frame) => (frame.name === 'append' ? hex(frame.w) : []))).size;

test('test_a01_a stranger, or a device that stands no more, gets no answer and leaves no trace', () => {
  const { all, world, may } = two();
  const invite = knocksAtInbox(all);
  const before = appended(world);
  const eve = new World(['Eve']).vaults[0];
  assert.ok(eve !== undefined);
  invite(eve.certificate);
  invite(random(200));
  assert.equal(appended(world), before);
  assert.deepEqual(may.machine.view().staffTalks, []);
});

test('a flood of invitations in a colleague’s name is answered a few times, shows nothing and ends nothing', () => {
  const { all, world, may, jo } = two();
  act(world, may, { do: 'staff-say', colleague: keyOf(may, 'Jo'), text: 'hello' });
  const invite = knocksAtInbox(all);
  const before = appended(world);
  const { certificate } = world.vaults[1] ?? { certificate: new Uint8Array(0) };
  for (let i = 0; i < 40; i += 1) invite(certificate);
  assert.equal(appended(world) - before, 4);
  assert.deepEqual(texts(lineOf(may, 'Jo')?.notes ?? []), ['hello']);
  act(world, jo, { do: 'staff-say', colleague: keyOf(jo, 'May'), text: 'still here' });
  assert.deepEqual(texts(lineOf(may, 'Jo')?.notes ?? []), ['hello', 'still here']);
  world.pass(70);
  assert.equal(may.machine.desk.lines.all.every(({ answering }) => answering === 0), true);
});

test('a colleague’s console that asks without end is told no, and fills nothing', () => {
  const { world, may, jo } = two();
  act(world, may, { do: 'staff-open', colleague: keyOf(may, 'Jo') });
  const line = may.machine.desk.lines.get(keyOf(may, 'Jo'));
  for (let request = 1; request <= 60; request += 1) {
    line?.tell({ type: 'ask', request, purpose: 1, why: 0, language: 'en' }, world.now);
  }
  world.pass(3);
  assert.equal(lineOf(jo, 'May')?.asks.length, 8);
  world.pass(700, 10);
  assert.ok((lineOf(jo, 'May')?.asks.length ?? 0) <= 32);
  assert.ok(lineOf(jo, 'May')?.asks.every(({ stage }) => stage === 'declined'));
});

test('a message of a known type in a wrong shape ends the line; one from the future is shown as such', () => {
  const { world, may, jo } = two();
  act(world, may, { do: 'staff-say', colleague: keyOf(may, 'Jo'), text: 'hello' });
  const inner = may.machine.desk.lines.get(keyOf(may, 'Jo')) as unknown as {
    send(message: object, now: number): void;
  };
  inner.send({ type: 'unknown', number: 60, bytes: Uint8Array.of(0x91, 60) }, world.now);
  world.pass(1);
  assert.ok(lineOf(jo, 'May')?.notes.some(({ kind }) => kind === 'not-understood'));
  assert.equal(lineOf(jo, 'May')?.stage, 'open');
  inner.send({ type: 'unknown', number: 33, bytes: Uint8Array.of(0x91, 33) }, world.now);
  world.pass(1);
  assert.equal(lineOf(jo, 'May')?.stage, 'ended');
});

test('what the survivor wrote cannot be copied to where only staff read', () => {
  const { world, may, jo, survivor } = two();
  const words = 'He has the key to my flat, and I am afraid to go home';
  tell(world, survivor, words);
  const colleague = keyOf(may, 'Jo');
  const refused = (text: string): void => {
    assert.throws(
      () => may.machine.act({ do: 'staff-say', colleague, text }, world.now),
      (error) => error instanceof NoviewError && error.code === 'copied',
    );
  };
  refused(words);
  refused(`she says: ${words.toUpperCase().replace(/ /g, '  ')}`);
  refused('… key to my flat, and I am …');
  world.pass(2);
  assert.deepEqual(jo.machine.view().staffTalks, []);
  act(world, may, { do: 'staff-say', colleague, text: 'She is afraid to go home. A shelter?' });
  assert.equal(texts(lineOf(jo, 'May')?.notes ?? []).length, 1, 'the control: own words');
});

test('the guard finds every run of 24, also over the end of a message, and nothing shorter', () => {
  const said = ['I left the house at noon', 'and took the 14 bus', 'to my sister'];
  const theirs = [new Theirs().of(said)];
  for (const text of ['the house at noon and took t', 'THE 14  BUS\nto my sister']) {
    assert.equal(copies(text, theirs), folded(text).length >= 24);
  }
  const whole = said.join(' ');
  for (let at = 0; at + 24 <= whole.length; at += 1) {
    assert.ok(copies(`x ${whole.slice(at, at + 24)} y`, theirs) || / $|^ /.test(whole.slice(at, at + 24)));
    assert.ok(!copies(`é${whole.slice(at, at + 23)}é`, theirs));
  }
  assert.ok(!copies('', theirs) && !copies(whole, []));
  const more = new Theirs();
  more.of(said);
  assert.ok(!copies('at noon and took the bus to my brother', [more.of(said)]));
  assert.ok(copies('to my sister I left the house', [more.of([...said, said[0] ?? ''])]), 'said again');
  more.clear();
  assert.equal(more.of([]), '', 'and forgotten with the talk');
});

test('a survivor who floods the talk with letters that grow when they are folded holds nobody up', () => {
  const flood = Array.from({ length: 200 }, (_, at) => '\ufdfa'.repeat(3990) + String(at));
  let text = '';
  const took = quickest(4000, () => {
    const theirs = new Theirs();
    text = theirs.of(flood);
    for (let check = 0; check < 20; check += 1) {
      assert.equal(copies('can you help me with this visitor please, he is rude', [theirs.of([...flood])]), false);
    }
  });
  assert.ok(text.length <= 200 * 8001, 'what is searched has a limit');
  assert.ok(took < 4000, 'twenty checks, where one took eight seconds');
  assert.ok(copies('صلى الله عليه وسلمصلى الله', [text]), 'the control: it is found as it looks');
  const emoji = '\u{1f600}'.repeat(3970) + 'and this is at its very end';
  assert.ok(copies('and this is at its very end', [new Theirs().of([emoji])]), 'no language is cut');
});

const folded = (text: string): string => text.replace(/\s+/gu, ' ');

test('a colleague’s console is not fooled by presence of somebody who was shut out, or long gone', () => {
  const { world, may, jo } = two();
  assert.equal(sees(may, 'Jo').reachable, true);
  world.cut(jo);
  jo.from = Infinity;
  world.pass(140);
  assert.equal(may.machine.view().colleagues.length, 1, 'a bad connection is no absence yet');
  world.pass(30);
  assert.deepEqual(may.machine.view().colleagues, []);
});

test('going off duty is seen at once; so is a pause, within seconds', () => {
  const { world, may, jo } = two();
  world.pass(20);
  act(world, jo, { do: 'pause', minutes: 15 });
  world.pass(11);
  assert.equal(sees(may, 'Jo').state, 'pause');
  jo.machine.act({ do: 'off-duty' }, world.now);
  world.settle();
  assert.deepEqual(may.machine.view().colleagues, []);
});

test('however much changes, a console calls once in ten seconds', () => {
  const { world, jo } = two();
  world.pass(30);
  const calls = (): number => world.relay.seen.filter(({ name }) => name === 'call').length;
  const before = calls();
  for (let second = 0; second < 60; second += 1) {
    jo.machine.act({ do: 'limit', limit: 1 + (second % 9) }, world.now);
    world.pass(1);
  }
  const made = calls() - before;
  assert.ok(made >= 4 && made <= 8, `${made} calls of two consoles in a minute`);
});

interface Inside {
  make(key: string, certificate: Checked<Certificate>, own: Checked<Certificate>, now: number): StaffLine;
}

test('invitations that prove nothing take no notes away, and keep nobody from writing to a colleague', () => {
  const { all, world, may, jo } = two();
  const { lines } = may.machine.desk;
  const [here] = may.machine.upkeep.presence.here(world.now);
  assert.ok(here !== undefined);
  // As many lines as there may be, all over and read; the oldest first.
  for (let at = 0; at < 16; at += 1) {
    const { certificate } = here;
    const line = (lines as unknown as Inside).make(hex(random(32)), certificate, certificate, world.now);
    line.notes.theirs(1, `kept ${at}`, world.now + at);
    line.notes.unread = 0;
  }
  const kept = (): readonly string[] => lines.all.flatMap((line) => texts(line.notes.view(world.now).notes));
  const invite = knocksAtInbox(all);
  invite(world.vaults[1]?.certificate ?? random(0));
  world.pass(3);
  assert.equal(kept().length, 16);
  assert.equal(lines.all.length, 17, 'the control: it was answered');
  act(world, jo, { do: 'staff-say', colleague: keyOf(jo, 'May'), text: 'from Jo' });
  assert.deepEqual([kept()[0], kept().length, kept().includes('from Jo')], ['kept 1', 16, true], 'proved');
});

test('sixteen who have proved nothing do not keep two colleagues apart', () => {
  const names = Array.from({ length: 17 }, (_, at) => `Ann ${at}`);
  const world = new World(['May', 'Jo', ...names]);
  const all: Team = { world, story: meet(world), staff: [] };
  const may = all.story.counselor;
  const jo = serving(world, 1);
  heard(world, [may, jo]);
  const invite = knocksAtInbox({ ...all, staff: [may, jo] });
  for (const { certificate } of world.vaults.slice(2)) invite(certificate);
  assert.equal(may.machine.desk.lines.all.length, 16, 'each was answered');
  assert.deepEqual(may.machine.view().staffTalks, [], 'and is not shown');
  act(world, may, { do: 'staff-say', colleague: keyOf(may, 'Jo'), text: 'hello' });
  assert.deepEqual(texts(lineOf(jo, 'May')?.notes ?? []), ['hello']);
});

test('a line that breaks with its first frame is over, and not open without one', () => {
  const { world, may } = two();
  const [here] = may.machine.upkeep.presence.here(world.now);
  assert.ok(here !== undefined);
  const told: string[] = [];
  const wire = { listen: () => 1, unlisten: () => undefined, open: () => ({}), close: () => undefined };
  const owner = {
    wire: wire as unknown as Wire,
    random,
    quiet: () => false,
    room: () => true,
    opened: () => told.push('opened'),
    said: () => told.push('said'),
    ended: () => told.push('ended'),
  };
  const line = new StaffLine('a', here.certificate, here.certificate, owner, world.now);
  line.opening({ drop: () => undefined } as unknown as Inviting, here.certificate.hash, world.now);
  line.tell({ type: 'ask', request: 2, purpose: 1, why: 0, language: 'en' }, world.now);
  const breaks = {
    role: 'inviter',
    expected: 0,
    destroy: () => undefined,
    answer: () => {
      throw new LineBroken('encryption-failed');
    },
  };
  line.accepted(breaks as unknown as Line, world.now);
  assert.deepEqual([line.stage, ...told], ['ended', 'ended']);
});
