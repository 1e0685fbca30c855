import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, utf8 } from '../../../client_js/src/core/bytes.ts';
import { BadHello, LocalFault, Untrusted, NotOpened } from '../../../client_js/src/core/errors.ts';
import {
  acceptHello,
  type Ask,
  HELLO_LENGTH,
  inboxCapability,
  type Invitation,
  makeHello,
  makeInvitation,
  makeKnock,
  openInvitation,
  openKnock,
} from '../../../client_js/src/core/handshake.ts';
import { x25519Public, xwingPublic } from '../../../client_js/src/core/primitives.ts';
import {
  asked,
  believed,
  believing,
  contains,
  deliver,
  device,
  flipped,
  NOW,
  pick,
  seeded,
  settle,
} from './helpers.ts';

const random = seeded('handshake');
const circumstances = believed('handshake');
const { organisation } = circumstances;
const team = random(32);
const counselor = device('May', organisation);
const colleague = device('Jo', organisation);
const TEXT = { language: 'ar', addressAs: 'Sam', first: 'are you there?', answers: [] };

function knocked(): Ask {
  return makeKnock(circumstances, xwingPublic(team), TEXT, random);
}

function invitation(changes: Partial<Invitation> = {}): Invitation {
  return {
    sealingKey: counselor.sealingKey,
    certificateHash: counselor.certificate.hash,
    w: random(32),
    lineIdBefore: new Uint8Array(0),
    purpose: 1,
    inviter: undefined,
    note: '',
    ...changes,
  };
}

test('a knock tells the team what the survivor wrote, and is 4096 bytes whatever that is', () => {
  const answers = [{ question: 'Are you safe?', answer: 'yes 🌊' }];
  for (const text of [
    { ...TEXT, answers },
    { language: '', addressAs: '', first: '', answers: [] },
    { ...TEXT, first: 'é'.repeat(500), addressAs: '🌊'.repeat(64) },
  ]) {
    const ask = makeKnock(circumstances, xwingPublic(team), text, random);
    assert.equal(ask.sealed.length, 4096);
    const { language, addressAs, first, answers: told } = openKnock(circumstances, team, ask.sealed);
    assert.deepEqual({ language, addressAs, first, answers: told }, text);
  }
});

test('a knock that says too much is refused before anything is sealed', () => {
  for (const text of [
    { ...TEXT, first: 'é'.repeat(501) },
    { ...TEXT, language: 'a'.repeat(17) },
    { ...TEXT, addressAs: 'a'.repeat(65) },
    { ...TEXT, answers: Array.from({ length: 9 }, () => ({ question: '', answer: '' })) },
    { ...TEXT, answers: Array.from({ length: 8 }, () => ({ question: 'q', answer: 'é'.repeat(256) })) },
  ]) {
    assert.throws(() => makeKnock(circumstances, xwingPublic(team), text, random), LocalFault);
  }
});

test('a13: a knock opens only for its team, organisation, shift and roster', () => {
  const { sealed } = knocked();
  openKnock(circumstances, team, sealed);
  assert.throws(() => openKnock(circumstances, random(32), sealed), BadHello);
  for (const change of ['organisation', 'shiftHash', 'rosterHash'] as const) {
    const other = { ...circumstances, [change]: random(32) };
    assert.throws(() => openKnock(other, team, sealed), BadHello, change);
  }
  assert.throws(() => openKnock(circumstances, team, sealed.slice(1)), BadHello);
  assert.throws(() => openKnock(circumstances, team, concat(sealed, random(1))), BadHello);
  assert.throws(() => openKnock(circumstances, team, new Uint8Array(4096)), BadHello);
});

test('a hello makes a line: certificate first shown when frame 0 has opened', () => {
  const { ask, append, staff, counselor: who, random: coins } = asked('a hello');
  assert.equal(append.length, 4096);
  assert.ok(!staff.answered && staff.write === undefined);
  const { line, certificate, w } = acceptHello(ask, append, believing(who));
  assert.equal(certificate.payload.alias, who.certificate.payload.alias);
  assert.deepEqual(line.write, w);
  assert.deepEqual(line.lineId, staff.lineId);
  const mailbox = coins(32);
  const answer = line.answer(mailbox, NOW, coins);
  assert.equal(answer.number, 0);
  deliver(staff, [answer]);
  assert.ok(staff.answered);
  assert.deepEqual(staff.write, mailbox);
  assert.ok(!ask.usable);
});

test('a hello that is changed in any place is dropped, and the knock stays usable', () => {
  const { ask, append, counselor: who } = asked('changed hellos');
  const check = believing(who);
  const bits = Array.from({ length: 60 }, () => pick(random, append.length * 8));
  for (const bit of [0, HELLO_LENGTH * 8 - 1, HELLO_LENGTH * 8, append.length * 8 - 1, ...bits]) {
    assert.throws(() => acceptHello(ask, flipped(append, bit), check), BadHello, `bit ${bit}`);
    assert.ok(ask.usable);
  }
  for (const wrong of [append.slice(1), concat(append, append), new Uint8Array(4096), new Uint8Array(0)]) {
    assert.throws(() => acceptHello(ask, wrong, check), BadHello);
  }
  acceptHello(ask, append, check);
});

test('a41: who is revoked while a hello is looked at is dropped, and the knock stays usable', () => {
  const { ask, append, counselor: who } = asked('revoked meanwhile');
  const good = believing(who);
  let checks = 0;
  const revokedMeanwhile: typeof good = (raw) => {
    checks += 1;
    if (checks > 1) throw new Untrusted('revoked');
    return good(raw);
  };
  const why = (error: unknown) => error instanceof BadHello && error.why instanceof Untrusted;
  assert.throws(() => acceptHello(ask, append, revokedMeanwhile), why);
  assert.equal(checks, 2);
  assert.ok(ask.usable);
  acceptHello(ask, append, good);
});

test('a8: one hello is accepted per ask', () => {
  const { ask, append, counselor: who } = asked('twice');
  acceptHello(ask, append, believing(who));
  assert.throws(() => acceptHello(ask, append, believing(who)), LocalFault);
});

test('a certificate that is not believed is dropped, by its rule, and the knock stays usable', () => {
  const { ask, append, counselor: who } = asked('a stranger');
  try {
    acceptHello(ask, append, believing());
    assert.fail('accepted');
  } catch (error) {
    assert.ok(error instanceof BadHello && error.why instanceof Untrusted);
    assert.equal(error.why.rule, 'unlisted');
  }
  acceptHello(ask, append, believing(who));
});

test('a2: a holder of the team key cannot present a colleague’s certificate', () => {
  const ask = knocked();
  const opened = openKnock(circumstances, team, ask.sealed);
  const thief = { identity: counselor.identity, certificateRaw: colleague.certificateRaw };
  const { append } = makeHello(opened, thief, random(32), random);
  assert.throws(() => acceptHello(ask, append, believing(colleague)), BadHello);
  const honest = makeHello(opened, colleague, random(32), random);
  assert.equal(
    acceptHello(ask, honest.append, believing(colleague)).certificate.payload.alias,
    'Jo',
  );
});

test('a2: a knock that was sealed again with other keys gives the survivor no line', () => {
  const ask = knocked();
  const opened = openKnock(circumstances, team, ask.sealed);
  for (const swapped of [
    { ...opened, eS: x25519Public(random(32)) },
    { ...opened, uS: xwingPublic(random(32)) },
    { ...opened, padded: flipped(opened.padded, 900) },
    { ...opened, sealed: flipped(opened.sealed, 900) },
  ]) {
    const { append } = makeHello(swapped, counselor, random(32), random);
    assert.throws(() => acceptHello(ask, append, believing(counselor)), BadHello);
  }
});

test('a useless key in a knock is refused', () => {
  const opened = openKnock(circumstances, team, knocked().sealed);
  const useless = { ...opened, eS: new Uint8Array(32) };
  assert.throws(() => makeHello(useless, counselor, random(32), random), NotOpened);
});

test('a13: the hello for one knock does not fit another, nor frame 0 of another hello', () => {
  const [one, two] = [knocked(), knocked()];
  const check = believing(counselor);
  const hellos = [one, two].map((ask) =>
    makeHello(openKnock(circumstances, team, ask.sealed), counselor, random(32), random),
  );
  const [first, second] = hellos.map(({ append }) => append);
  assert.ok(first !== undefined && second !== undefined);
  assert.throws(() => acceptHello(one, second, check), BadHello);
  const spliced = concat(first.slice(0, HELLO_LENGTH), second.slice(HELLO_LENGTH));
  assert.throws(() => acceptHello(one, spliced, check), BadHello);
  acceptHello(one, first, check);
  acceptHello(two, second, check);
});

test('an invitation opens only for the device that it was made for', () => {
  const sent = invitation({ note: 'please' });
  const { sealed } = makeInvitation(circumstances, sent, random);
  const open = (seed = counselor.sealingSeed, hash = counselor.certificate.hash): string =>
    openInvitation(circumstances, seed, hash, sealed, believing()).note;
  assert.equal(open(), 'please');
  assert.throws(() => open(colleague.sealingSeed), BadHello);
  assert.throws(() => open(counselor.sealingSeed, colleague.certificate.hash), BadHello);
});

test('an invitation by a survivor makes a line with exactly that device', () => {
  const ask = makeInvitation(circumstances, invitation(), random);
  const { sealingSeed, certificate } = counselor;
  const opened = openInvitation(circumstances, sealingSeed, certificate.hash, ask.sealed, believing());
  assert.equal(opened.shape, 1);
  const other = makeHello(opened, colleague, random(32), random);
  assert.throws(() => acceptHello(ask, other.append, believing(counselor, colleague)), BadHello);
  const { append, line: staff } = makeHello(opened, counselor, random(32), random);
  const { line: survivor } = acceptHello(ask, append, believing(counselor, colleague));
  deliver(staff, [survivor.answer(random(32), NOW, random)]);
  settle({ survivor, staff, random });
  assert.ok(staff.answered);
});

test('between staff both are certified: the inviter’s key is in the root', () => {
  const { sealingSeed, certificate } = counselor;
  const open = (ask: Ask, check = believing(colleague)): ReturnType<typeof openInvitation> =>
    openInvitation(circumstances, sealingSeed, certificate.hash, ask.sealed, check);
  const ask = makeInvitation(circumstances, invitation({ inviter: colleague }), random);
  const opened = open(ask);
  assert.equal(opened.shape, 2);
  assert.equal(opened.inviter?.payload.alias, 'Jo');
  assert.throws(() => open(ask, believing()), BadHello);
  const { append, line: staff } = makeHello(opened, counselor, random(32), random);
  const { line } = acceptHello(ask, append, believing(counselor));
  deliver(staff, [line.answer(random(32), NOW, random)]);
  assert.ok(staff.answered);
  // Somebody who shows a colleague's certificate without their key gets no line.
  const thief = { identity: random(32), certificateRaw: colleague.certificateRaw };
  const stolen = makeInvitation(circumstances, invitation({ inviter: thief }), random);
  const reply = makeHello(open(stolen), counselor, random(32), random);
  assert.throws(() => acceptHello(stolen, reply.append, believing(counselor)), BadHello);
});

test('an ask that was destroyed is over', () => {
  const { ask, append, counselor: who } = asked('destroyed');
  const secrets = ask.secrets();
  ask.destroy();
  assert.ok([...secrets.eS, ...secrets.uS].every((byte) => byte === 0));
  assert.throws(() => acceptHello(ask, append, believing(who)), LocalFault);
});

test('an inbox has its own capability for every shift, organisation and device', () => {
  const capabilities = [
    inboxCapability(random(32), organisation, circumstances.shiftHash),
    ...[circumstances, believed('another')].map(({ shiftHash }) =>
      inboxCapability(team, organisation, shiftHash),
    ),
    inboxCapability(team, random(32), circumstances.shiftHash),
  ];
  assert.equal(new Set(capabilities.map(String)).size, 4);
});

test('nothing that a survivor wrote stands in what goes out', () => {
  const canary = 'canary-71c2e0';
  const { ask, append } = asked('canary', canary);
  assert.ok(!contains(concat(ask.sealed, append), utf8(canary)));
  assert.ok(contains(ask.secrets().padded, utf8(canary)), 'the test would see it');
});
