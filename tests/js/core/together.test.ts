/** Colleagues come into a conversation: asked first, seen by all, never without the survivor. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalFault } from '../../../client_js/src/core/errors.ts';
import {
  act,
  answer,
  askOf,
  decide,
  introduce,
  keyOf,
  lineOf,
  say,
  sees,
  talkAt,
  team,
  tell,
} from '../colleagues.ts';
import { kinds, texts } from '../world.ts';

test('colleagues see each other and how busy each is, and nothing of what is said', () => {
  const all = team(['May', 'Jo'], ['Jo']);
  const [may, jo] = all.staff;
  assert.ok(may !== undefined && jo !== undefined);
  assert.equal(sees(may, 'Jo').role, 'supervisor');
  assert.deepEqual([sees(may, 'Jo').state, sees(may, 'Jo').talks], ['on-duty', []]);
  const [talk] = sees(jo, 'May').talks;
  assert.ok(talk !== undefined && talk.waitingSince !== undefined, 'nobody has answered her yet');
  say(all.world, may, 'I am here.');
  all.world.pass(70);
  assert.equal(sees(jo, 'May').talks[0]?.waitingSince, undefined);
  assert.equal(sees(jo, 'May').talks[0]?.key, talk.key, 'the same talk by the same name');
});

test('a colleague is asked, then the survivor, and only then comes in, for all to see', () => {
  const all = team(['May', 'Jo']);
  const { world, story, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  introduce(all, 'Jo');
  assert.equal(askOf(jo, 'May').stage, 'asked');
  const [asked] = talkAt(may).asks;
  assert.deepEqual([asked?.stage, asked?.alias, asked?.colleague], ['asked', 'Jo', keyOf(may, 'Jo')]);
  assert.deepEqual(story.survivor.machine.view().asks, [], 'not before the colleague’s yes');
  answer(world, jo, 'May', true);
  assert.equal(talkAt(may).asks[0]?.stage, 'survivor-asked');
  assert.equal(askOf(jo, 'May').stage, 'survivor-asked');
  assert.deepEqual(jo.machine.view().talks, []);
  const [ask] = story.survivor.machine.view().asks;
  assert.deepEqual([ask?.asker.alias, ask?.colleague.alias, ask?.purpose], ['May', 'Jo', 'join']);
  decide(world, story.survivor, true);
  world.pass(1);
  assert.equal(talkAt(may).asks[0]?.stage, 'joined');
  assert.equal(askOf(jo, 'May').stage, 'joined');
  assert.equal(askOf(jo, 'May').talk, talkAt(jo).key);
  for (const client of [may, jo]) {
    assert.deepEqual(talkAt(client).people.map(({ alias }) => alias), ['May', 'Jo']);
  }
  assert.ok(kinds(story.survivor.machine.view().notes).includes('joined'));
  assert.deepEqual(texts(talkAt(jo).notes), [], 'what was said before is not shown unasked');
});

test('a colleague says no: the survivor is never asked', () => {
  const all = team(['May', 'Jo']);
  const { world, story, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  introduce(all, 'Jo');
  answer(world, jo, 'May', false);
  assert.equal(talkAt(may).asks[0]?.stage, 'declined');
  assert.deepEqual(story.survivor.machine.view().asks, []);
  introduce(all, 'Jo');
  assert.equal(askOf(jo, 'May').stage, 'asked', 'and can be asked again');
});

test('the survivor says no: nobody comes, both colleagues know', () => {
  const all = team(['May', 'Jo']);
  const { world, story, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  introduce(all, 'Jo');
  answer(world, jo, 'May', true);
  decide(world, story.survivor, false);
  assert.equal(talkAt(may).asks[0]?.stage, 'survivor-no');
  assert.equal(askOf(jo, 'May').stage, 'survivor-no');
  world.pass(30);
  assert.deepEqual(jo.machine.view().talks, []);
  assert.deepEqual(talkAt(may).people.map(({ alias }) => alias), ['May']);
});

test('test_a01_no way into a conversation is silent: without the survivor’s word nothing goes there', () => {
  const all = team(['May', 'Jo', 'Sol'], ['Sol']);
  const { world, story, staff: [may, jo, sol] } = all;
  assert.ok(may !== undefined && jo !== undefined && sol !== undefined);
  introduce(all, 'Jo');
  answer(world, jo, 'May', true);
  const [talk] = sees(sol, 'May').talks;
  act(world, sol, { do: 'step-in', colleague: keyOf(sol, 'May'), talk: talk?.key ?? '', purpose: 'join' });
  tell(world, story.survivor, 'only for May');
  world.pass(120);
  assert.equal(story.survivor.machine.view().asks.length, 2, 'she sees both who want to come');
  for (const { machine } of [jo, sol]) assert.deepEqual(machine.view().talks, []);
  assert.deepEqual(story.survivor.machine.view().people.map(({ alias }) => alias), ['May']);
  assert.equal(askOf(may, 'Sol').talk, talkAt(may).key, 'nor is it hidden from who talks');
});

test('handing over: the note is sealed, shown once, gone when closed; who hands over stays for the first word', () => {
  const all = team(['May', 'Jo']);
  const { world, story, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  introduce(all, 'Jo', 'hand-over');
  const { request } = askOf(jo, 'May');
  const note = { do: 'catch-up', colleague: keyOf(may, 'Jo'), request, text: 'Needs a shelter.' } as const;
  assert.throws(() => may.machine.act(note, world.now), LocalFault, 'not before the yes');
  answer(world, jo, 'May', true);
  act(world, may, note);
  assert.deepEqual([askOf(jo, 'May').catchUp, askOf(jo, 'May').catchUpText], ['waiting', '']);
  assert.equal(askOf(may, 'Jo').catchUp, 'waiting');
  decide(world, story.survivor, true);
  world.pass(1);
  assert.equal(talkAt(jo).by, 'hand-over');
  assert.equal(talkAt(jo).language, talkAt(may).language, 'as it was asked for');
  assert.equal(talkAt(may).stage, 'talking');
  const colleague = keyOf(jo, 'May');
  act(world, jo, { do: 'catch-up-open', colleague, request });
  assert.equal(askOf(jo, 'May').catchUpText, 'Needs a shelter.');
  act(world, jo, { do: 'catch-up-close', colleague, request });
  assert.deepEqual([askOf(jo, 'May').catchUp, askOf(may, 'Jo').catchUp], ['gone', 'gone']);
  assert.equal(JSON.stringify([jo.machine.view(), may.machine.view()]).includes('shelter'), false);
  const again = { do: 'catch-up-open', colleague, request } as const;
  assert.throws(() => jo.machine.act(again, world.now), LocalFault);
  say(world, jo, 'I am Jo, and go on with you.');
  assert.deepEqual(talkAt(may).ended, { reason: 'left', byMe: true });
  assert.deepEqual(story.survivor.machine.view().people.map(({ alias }) => alias), ['Jo']);
  tell(world, story.survivor, 'thank you');
  assert.ok(texts(talkAt(jo).notes).includes('thank you'));
  assert.ok(!texts(talkAt(may).notes).includes('thank you'));
});

test('a supervisor steps in: the survivor is asked at once, and whose talk it is sees it', () => {
  const all = team(['May', 'Sol'], ['Sol']);
  const { world, story, staff: [may, sol] } = all;
  assert.ok(may !== undefined && sol !== undefined);
  const [theirs] = sees(sol, 'May').talks;
  const colleague = keyOf(sol, 'May');
  act(world, sol, { do: 'step-in', colleague, talk: theirs?.key ?? '', purpose: 'join' });
  const seen = askOf(may, 'Sol');
  assert.deepEqual([seen.stepIn, seen.mine, seen.stage, seen.talk], [true, false, 'survivor-asked', talkAt(may).key]);
  assert.equal(talkAt(may).asks.length, 1);
  assert.equal(askOf(sol, 'May').stage, 'survivor-asked');
  assert.deepEqual(sol.machine.view().talks, []);
  decide(world, story.survivor, true);
  world.pass(1);
  assert.deepEqual([askOf(sol, 'May').stage, askOf(may, 'Sol').stage], ['joined', 'joined']);
  assert.deepEqual(talkAt(sol).people.map(({ alias }) => alias), ['May', 'Sol']);
});

test('a step in on a line that the other side has just closed is asked on another, by itself', () => {
  for (const heard of [false, true]) {
    const all = team(['May', 'Sol'], ['Sol']);
    const { world, story, staff: [may, sol] } = all;
    assert.ok(may !== undefined && sol !== undefined);
    const [theirs] = sees(sol, 'May').talks;
    const step = { do: 'step-in', colleague: keyOf(sol, 'May'), talk: theirs?.key ?? '', purpose: 'join' } as const;
    act(world, sol, { do: 'staff-open', colleague: step.colleague });
    // Either she never hears of it, or her answer comes too late.
    const closes = (): void => may.machine.act({ do: 'staff-close', colleague: keyOf(may, 'Sol') }, world.now);
    if (!heard) closes();
    sol.machine.act(step, world.now);
    if (heard) sol.machine.desk.lines.get(step.colleague)?.end('left', world.now);
    world.pass(5);
    assert.equal(askOf(sol, 'May').stage, 'survivor-asked', String(heard));
    assert.equal(story.survivor.machine.view().asks.length, 1, 'she is asked once');
    decide(world, story.survivor, true);
    world.pass(1);
    assert.deepEqual([askOf(sol, 'May').stage, askOf(may, 'Sol').stage], ['joined', 'joined']);
    assert.equal(sol.machine.view().talks.length, 1);
  }
});

test('a step in that loses two lines is over, and says so', () => {
  const all = team(['May', 'Sol'], ['Sol']);
  const { world, story, staff: [may, sol] } = all;
  assert.ok(may !== undefined && sol !== undefined);
  const [theirs] = sees(sol, 'May').talks;
  const colleague = keyOf(sol, 'May');
  act(world, sol, { do: 'staff-open', colleague });
  may.machine.act({ do: 'staff-close', colleague: keyOf(may, 'Sol') }, world.now);
  sol.machine.act({ do: 'step-in', colleague, talk: theirs?.key ?? '', purpose: 'join' }, world.now);
  // Her console is gone by the time of the second.
  world.onMoved = () => {
    if (lineOf(sol, 'May')?.stage !== 'opening') return;
    world.cut(may);
    may.from = Infinity;
  };
  world.pass(200);
  assert.equal(askOf(sol, 'May').stage, 'declined');
  assert.deepEqual(story.survivor.machine.view().asks, []);
});

test('only supervisors step in, also where a console says otherwise', () => {
  const all = team(['May', 'Jo']);
  const { world, story, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  const [theirs] = sees(jo, 'May').talks;
  const step = { do: 'step-in', colleague: keyOf(jo, 'May'), talk: theirs?.key ?? '', purpose: 'join' } as const;
  assert.throws(() => jo.machine.act(step, world.now), LocalFault);
  // A changed console of hers sends it all the same.
  act(world, jo, { do: 'staff-open', colleague: step.colleague });
  const line = jo.machine.desk.lines.get(step.colleague);
  const name = Uint8Array.from(step.talk.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  line?.tell({ type: 'stepIn', request: 9, talk: name, purpose: 1, w: new Uint8Array(32) }, world.now);
  world.settle();
  assert.equal(lineOf(may, 'Jo')?.stage, 'open');
  assert.deepEqual(story.survivor.machine.view().asks, []);
  assert.deepEqual(talkAt(may).asks, []);
});

test('a colleague dies while she is awaited: the survivor is not left with an empty chair', () => {
  const all = team(['May', 'Jo']);
  const { world, story, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  introduce(all, 'Jo');
  answer(world, jo, 'May', true);
  world.cut(jo);
  jo.from = Infinity;
  decide(world, story.survivor, true);
  world.pass(160);
  assert.equal(talkAt(may).asks[0]?.stage, 'survivor-no');
  assert.deepEqual(may.machine.view().colleagues, [], 'unheard for long, she is not shown');
  assert.deepEqual(story.survivor.machine.view().people.map(({ alias }) => alias), ['May']);
});

test('a colleague whose laptop has just died is asked in vain, and not for long', () => {
  const all = team(['May', 'Jo']);
  const { world, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  world.cut(jo);
  jo.from = Infinity;
  introduce(all, 'Jo');
  const colleague = keyOf(may, 'Jo');
  act(world, may, { do: 'staff-say', colleague, text: 'are you there?' });
  world.pass(70);
  assert.equal(talkAt(may).asks[0]?.stage, 'unreached');
  const line = lineOf(may, 'Jo');
  assert.equal(line?.stage, 'ended');
  assert.ok(kinds(line.notes).includes('ended'));
  assert.deepEqual(line.notes.map(({ delivery }) => delivery)[0], 'not-delivered');
});

test('a supervisor whose step in reaches nobody is told so, and it stays there to be read', () => {
  const all = team(['May', 'Jo'], ['Jo']);
  const { world, story, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  const colleague = keyOf(jo, 'May');
  const [talk] = jo.machine.view().colleagues.find(({ key }) => key === colleague)?.talks ?? [];
  assert.ok(talk !== undefined);
  world.cut(may);
  may.from = Infinity;
  act(world, jo, { do: 'step-in', colleague, talk: talk.key, purpose: 'join' });
  assert.equal(askOf(jo, 'May').stage, 'asked');
  world.pass(70);
  assert.equal(askOf(jo, 'May').stage, 'unreached');
  world.pass(700, 5);
  assert.equal(askOf(jo, 'May').stage, 'unreached');
  assert.deepEqual(story.survivor.machine.view().asks, []);
});

test('a colleague who is not there cannot be asked, and one who never answers is let go', () => {
  const all = team(['May', 'Jo']);
  const { world, story, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  const stranger = { do: 'introduce', talk: talkAt(may).key, colleague: 'ab'.repeat(32), purpose: 'join', why: '' } as const;
  assert.throws(() => may.machine.act(stranger, world.now), LocalFault);
  introduce(all, 'Jo');
  world.pass(601, 5);
  assert.equal(talkAt(may).asks[0]?.stage, 'declined');
  assert.equal(askOf(jo, 'May').stage, 'declined');
  const late = { do: 'staff-answer', colleague: keyOf(jo, 'May'), request: askOf(jo, 'May').request, yes: true } as const;
  assert.throws(() => jo.machine.act(late, world.now), LocalFault);
  assert.deepEqual(story.survivor.machine.view().asks, []);
});

test('the survivor leaves while a colleague is asked: nobody is expected any more', () => {
  const all = team(['May', 'Jo']);
  const { world, story, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  introduce(all, 'Jo');
  story.survivor.machine.act({ do: 'end' }, world.now);
  world.pass(2);
  assert.equal(talkAt(may).asks[0]?.stage, 'declined');
  assert.equal(askOf(jo, 'May').stage, 'declined');
});

test('a note is never left on a line that is closed, and one that waits is gone with the reader', () => {
  const all = team(['May', 'Jo']);
  const { world, story, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  introduce(all, 'Jo', 'hand-over');
  answer(world, jo, 'May', true);
  decide(world, story.survivor, true);
  const colleague = keyOf(may, 'Jo');
  const { request } = askOf(may, 'Jo');
  const note = { do: 'catch-up', colleague, request, text: 'Needs a shelter.' } as const;
  act(world, jo, { do: 'staff-close', colleague: keyOf(jo, 'May') });
  assert.throws(() => may.machine.act(note, world.now), LocalFault);
  assert.equal(askOf(may, 'Jo').catchUp, 'none');
  act(world, may, { do: 'staff-open', colleague });
  act(world, may, note);
  assert.equal(askOf(jo, 'May').catchUp, 'waiting');
  world.close(jo);
  world.pass(3);
  assert.equal(askOf(may, 'Jo').catchUp, 'gone');
  const long = { ...note, text: 'x'.repeat(1001) };
  assert.throws(() => may.machine.act(long, world.now), LocalFault);
});

test('passing a prank to a supervisor says why', () => {
  const all = team(['May', 'Sol'], ['Sol']);
  const { world, staff: [may, sol] } = all;
  assert.ok(may !== undefined && sol !== undefined);
  const action = { do: 'introduce', talk: talkAt(may).key, colleague: keyOf(may, 'Sol'), purpose: 'hand-over', why: 'abuse' } as const;
  act(world, may, action);
  const { why, purpose, language } = askOf(sol, 'May');
  assert.deepEqual([why, purpose, language], ['abuse', 'hand-over', 'en']);
});

test('the survivor’s no counts for a while: nobody is asked again for the same colleague, by any way', () => {
  const all = team(['May', 'Jo', 'Sol'], ['Sol']);
  const { world, story, staff: [may, jo, sol] } = all;
  assert.ok(may !== undefined && jo !== undefined && sol !== undefined);
  const asked = (): number => story.survivor.machine.view().asks.length;
  const stepIn = (purpose: 'join' | 'hand-over'): void => {
    const talk = sees(sol, 'May').talks[0]?.key ?? '';
    act(world, sol, { do: 'step-in', colleague: keyOf(sol, 'May'), talk, purpose });
  };
  stepIn('hand-over');
  decide(world, story.survivor, false);
  for (const purpose of ['hand-over', 'join'] as const) {
    stepIn(purpose);
    assert.equal(asked(), 0, 'she has said no');
    assert.equal(askOf(sol, 'May').stage, 'declined', 'and the supervisor hears it');
  }
  assert.throws(() => introduce(all, 'Sol'), LocalFault);
  // Somebody else may be asked for, and is refused for herself alone.
  introduce(all, 'Jo');
  answer(world, jo, 'May', true);
  decide(world, story.survivor, false);
  assert.throws(() => introduce(all, 'Jo', 'hand-over'), LocalFault);
  // However much was asked since, it is not forgotten.
  const line = may.machine.desk.lines.get(keyOf(may, 'Jo'));
  for (let i = 0; i < 40; i += 1) line?.tell({ type: 'outcome', request: i, outcome: 3 }, world.now);
  for (let passed = 0; passed < 580; passed += 20) {
    story.survivor.machine.act({ do: 'here' }, world.now);
    world.pass(20, 4);
  }
  assert.throws(() => introduce(all, 'Jo'), LocalFault);
  world.pass(40, 4);
  introduce(all, 'Jo');
  answer(world, jo, 'May', true);
  assert.equal(asked(), 1, 'ten minutes later she may be asked');
});

test('a note that nobody opens is gone with the guest’s talk, or ten minutes after it came', () => {
  const handedOver = () => {
    const all = team(['May', 'Jo']);
    const { world, story, staff: [may, jo] } = all;
    assert.ok(may !== undefined && jo !== undefined);
    introduce(all, 'Jo', 'hand-over');
    answer(world, jo, 'May', true);
    decide(world, story.survivor, true);
    world.pass(1);
    const { request } = askOf(may, 'Jo');
    act(world, may, { do: 'catch-up', colleague: keyOf(may, 'Jo'), request, text: 'Needs a shelter.' });
    assert.equal(askOf(jo, 'May').catchUp, 'waiting');
    const open = { do: 'catch-up-open', colleague: keyOf(jo, 'May'), request } as const;
    return { world, story, may, jo, open };
  };
  const left = handedOver();
  act(left.world, left.jo, left.open);
  left.story.survivor.machine.act({ do: 'leave' }, left.world.now);
  left.world.pass(3);
  const { catchUp, catchUpText } = askOf(left.jo, 'May');
  assert.deepEqual([catchUp, catchUpText], ['gone', ''], 'her talk is over');
  assert.equal(askOf(left.may, 'Jo').catchUp, 'gone', 'and who wrote it knows');

  const { world, story, may, jo, open } = handedOver();
  const passes = (seconds: number): void => {
    for (let passed = 0; passed < seconds; passed += 20) {
      story.survivor.machine.act({ do: 'here' }, world.now);
      world.pass(20, 4);
    }
  };
  passes(560);
  assert.equal(askOf(jo, 'May').catchUp, 'waiting');
  passes(60);
  assert.deepEqual([askOf(jo, 'May').catchUp, askOf(may, 'Jo').catchUp], ['gone', 'gone']);
  assert.throws(() => jo.machine.act(open, world.now), LocalFault);
});

test('a host that takes its request back takes the note back, also where the guest is in already', () => {
  const all = team(['May', 'Jo']);
  const { world, story, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  introduce(all, 'Jo', 'hand-over');
  answer(world, jo, 'May', true);
  decide(world, story.survivor, true);
  const { request } = askOf(may, 'Jo');
  act(world, may, { do: 'catch-up', colleague: keyOf(may, 'Jo'), request, text: 'Needs a shelter.' });
  assert.deepEqual([askOf(jo, 'May').stage, askOf(jo, 'May').catchUp], ['joined', 'waiting']);
  may.machine.desk.lines.get(keyOf(may, 'Jo'))?.tell({ type: 'outcome', request, outcome: 3 }, world.now);
  world.pass(1);
  assert.equal(askOf(jo, 'May').catchUp, 'gone');
});

test('a colleague cannot take the numbers of our own requests', () => {
  const all = team(['May', 'Jo']);
  const { world, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  const colleague = keyOf(jo, 'May');
  act(world, jo, { do: 'staff-open', colleague });
  const line = jo.machine.desk.lines.get(colleague);
  // The lower hash has the even numbers, which begin at the time in seconds.
  const mays = keyOf(jo, 'May') < keyOf(may, 'Jo') ? 0 : 1;
  for (let later = -1; later < 6; later += 1) {
    const request = 2 * (Math.floor(world.now) + later) + mays;
    line?.tell({ type: 'ask', request, purpose: 1, why: 0, language: 'en' }, world.now);
    const talk = new Uint8Array(4);
    line?.tell({ type: 'stepIn', request: request + 14, talk, purpose: 1, w: new Uint8Array(32) }, world.now);
  }
  world.pass(1);
  assert.deepEqual(lineOf(may, 'Jo')?.asks, []);
  introduce(all, 'Jo');
  assert.equal(askOf(may, 'Jo').mine, true);
  answer(world, jo, 'May', true);
  assert.equal(askOf(may, 'Jo').stage, 'survivor-asked');
  // The control: with a number of her own she can ask.
  const request = 2 * Math.floor(world.now) + 100 + (1 - mays);
  line?.tell({ type: 'ask', request, purpose: 1, why: 0, language: 'en' }, world.now);
  world.pass(1);
  assert.deepEqual([askOf(may, 'Jo').mine, askOf(may, 'Jo').stage], [false, 'asked']);
});
