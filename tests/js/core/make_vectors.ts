/**
 * The vectors that TypeScript writes: tests/vectors/from_ts/. client_js/vectors.mjs runs this.
 *
 * Every file is one case of the families in tests/vectors/README.md; `family` says which. Seeds
 * are fixed: the same files come out every time.
 */

import { type Bytes, hex, NONE } from '../../../client_js/src/core/bytes.ts';
import { makeFrame, step } from '../../../client_js/src/core/chain.ts';
import { decode, type Value } from '../../../client_js/src/core/encoding.ts';
import {
  acceptHello,
  type Believed,
  makeHello,
  makeKnock,
  openKnock,
} from '../../../client_js/src/core/handshake.ts';
import type { Line, Outgoing } from '../../../client_js/src/core/line.ts';
import { encodeMessage } from '../../../client_js/src/core/messages.ts';
import { x25519Public, xwingPublic } from '../../../client_js/src/core/primitives.ts';
import { drops } from './drop_family.ts';
import { tallies } from './tally_family.ts';
import { believing, flipped, NOW, say, seeded } from './helpers.ts';
import {
  circumstances,
  counselor,
  first,
  type Remembering,
  remembering,
  type Vector,
} from './make_parts.ts';
import { staff } from './make_staff.ts';
import { vaults } from './make_vaults.ts';

const teamSeed = seeded('from_ts team')(32);
const teamKey = xwingPublic(teamSeed);

const PLACE = {
  organisation: hex(circumstances.organisation),
  shift_hash: hex(circumstances.shiftHash),
  roster_hash: hex(circumstances.rosterHash),
};

function knocks(): Vector[] {
  const text = {
    language: 'pt-BR',
    addressAs: 'Sam 🌊',
    first: 'é'.repeat(500),
    answers: [{ question: 'Are you safe?', answer: 'yes' }],
  };
  const knock = (name: string, changes: Partial<Believed>, expect: string, bit?: number): Vector => {
    const coins = remembering(name);
    const ask = makeKnock({ ...circumstances, ...changes }, teamKey, text, coins.random);
    const sealed = bit === undefined ? ask.sealed : flipped(ask.sealed, bit);
    const base = { name, family: 'knock', expect, ask: 'knock', believed: PLACE };
    const given = { ...base, team_seed: hex(teamSeed), sealed: hex(sealed) };
    if (expect !== 'ok') return given;
    const { language, addressAs, first: said, answers } = text;
    const pairs = answers.map(({ question, answer }) => [question, answer]);
    return {
      ...given,
      text: { language, address_as: addressAs, first: said, answers: pairs },
      padded: hex(ask.secrets().padded),
      e_s: hex(x25519Public(first(coins, 0))),
      u_s: hex(xwingPublic(first(coins, 1))),
    };
  };
  return [
    knock('knock', {}, 'ok'),
    knock('knock-other-shift', { shiftHash: seeded('other shift')(32) }, 'refused'),
    knock('knock-other-roster', { rosterHash: seeded('other roster')(32) }, 'refused'),
    knock('knock-other-organisation', { organisation: seeded('other')(32) }, 'refused'),
    knock('knock-changed-enc', {}, 'refused', 77),
    knock('knock-changed-body', {}, 'refused', 4095 * 8),
  ];
}

interface Begun {
  readonly survivor: Line;
  readonly staff: Line;
  readonly coins: Remembering;
  readonly append: Bytes;
  readonly w: Bytes;
  /** The fields of both families that begin with a knock and its hello. */
  readonly given: object;
}

function begun(name: string, identity: Bytes): Omit<Begun, 'survivor'> & { accept(): Line } {
  const coins = remembering(name);
  const text = { language: 'en', addressAs: '', first: '', answers: [] };
  const ask = makeKnock(circumstances, teamKey, text, coins.random);
  const given = {
    sealed: hex(ask.sealed),
    padded: hex(ask.secrets().padded),
    e_s: hex(first(coins, 0)),
    u_s: hex(first(coins, 1)),
    certificates: [hex(counselor.certificateRaw)],
  };
  const opened = openKnock(circumstances, teamSeed, ask.sealed);
  const w = coins.random(32);
  const certified = { identity, certificateRaw: counselor.certificateRaw };
  const { append, line: staff } = makeHello(opened, certified, w, coins.random);
  const accept = (): Line => acceptHello(ask, append, believing(counselor)).line;
  return { staff, coins, append, w, given, accept };
}

function hellos(): Vector[] {
  const hello = (name: string, identity: Bytes, bit?: number): Vector => {
    const { append, given, staff, w } = begun(name, identity);
    const good = bit === undefined && identity === counselor.identity;
    return {
      name,
      family: 'hello',
      expect: good ? 'ok' : 'refused',
      believed: PLACE,
      shape: 0,
      ...given,
      identity: '',
      certificate_hash: '',
      append: hex(bit === undefined ? append : flipped(append, bit)),
      ...(good && { w_c: hex(w), line_id: hex(staff.lineId) }),
      ...(good && { certificate: hex(counselor.certificateRaw) }),
    };
  };
  return [
    hello('hello', counselor.identity),
    hello('hello-another-identity', seeded('thief')(32)),
    hello('hello-changed', counselor.identity, 2000 * 8),
    hello('hello-changed-frame', counselor.identity, 4000 * 8),
  ];
}

function valueOf(value: Value): unknown {
  if (value instanceof Uint8Array) return { hex: hex(value) };
  return Array.isArray(value) ? value.map(valueOf) : value;
}

function conversation(): Vector {
  const { staff, coins, append, given, accept } = begun('conversation', counselor.identity);
  const { random, drawn } = coins;
  const survivor = accept();
  // A vector shows what no program shows: the chains before their first frames.
  const inside = staff as unknown as { readonly sending: Bytes; readonly receiving: Bytes };
  const chains = [hex(inside.receiving), hex(inside.sending)];
  const keys = [inside.receiving, inside.sending].map((chain) =>
    hex(step(chain, circumstances.organisation).messageKey),
  );
  const seedOf = (key: Bytes): string =>
    hex(drawn.find((seed) => seed.length === 32 && hex(xwingPublic(seed)) === hex(key)) ?? NONE);
  // After the knock (e_s, u_s, 64 coins), w, cs and e_c: u_c.
  const seeds: [string[], string[]] = [[''], [hex(first(coins, 6))]];
  const frames: object[] = [];
  const carry = (direction: 0 | 1, outgoing: readonly Outgoing[]): void => {
    for (const { number, frame } of outgoing) {
      const message = (direction === 0 ? staff : survivor).receive(number, frame);
      if (message === undefined || message.type === 'unknown') throw new Error('not said');
      if (message.type === 'answer' || message.type === 'refresh') {
        if (message.newIndex > 0) seeds[direction][message.newIndex] = seedOf(message.newKey);
      }
      const value = valueOf(decode(encodeMessage(message)));
      frames.push({ direction, number, frame: hex(frame), value });
    }
  };
  carry(0, [survivor.answer(random(32), NOW, random)]);
  carry(1, staff.due(NOW, random));
  for (const [id, length] of [[1, 0], [2, 200], [3, 4000]] as const) {
    const now = NOW + 200 * id;
    carry(0, survivor.send(say(id, '🌊'.repeat(length)), now, random));
    carry(1, staff.send(say(id), now, random));
    carry(1, staff.due(now, random));
    carry(0, survivor.due(now, random));
  }
  carry(1, staff.send({ type: 'cover' }, NOW + 600, random));
  carry(0, survivor.send({ type: 'end', reason: 0 }, NOW + 600, random));
  return {
    name: 'conversation',
    family: 'conversation',
    expect: 'ok',
    ...PLACE,
    team_seed: hex(teamSeed),
    ...given,
    append: hex(append),
    identity: hex(counselor.identity),
    line_id: hex(survivor.lineId),
    chains,
    first_message_keys: keys,
    refresh_seeds: seeds,
    frames,
  };
}

function lineFrames(): Vector[] {
  const coins = seeded('from_ts frames');
  const [key, lineId, nonce] = [coins(32), coins(32), coins(24)];
  const { organisation } = circumstances;
  const message = encodeMessage(say(7, 'are you there? 🌊'));
  const place = { organisation, lineId, direction: 0, number: 2 ** 53 - 1 } as const;
  const frame = makeFrame(key, place, message, () => nonce);
  const refused = (name: string, changes: object): Vector => ({
    name,
    family: 'frames_line',
    expect: 'refused',
    organisation: hex(organisation),
    line_id: hex(lineId),
    direction: place.direction,
    number: place.number,
    message_key: hex(key),
    frame: hex(frame),
    ...changes,
  });
  const ok = { expect: 'ok', nonce: hex(nonce), message: hex(message) };
  return [
    refused('frame', ok) as Vector,
    refused('frame-changed-commit', { frame: hex(flipped(frame, 0)) }),
    refused('frame-changed-nonce', { frame: hex(flipped(frame, 40 * 8)) }),
    refused('frame-changed-body', { frame: hex(flipped(frame, 400 * 8)) }),
    refused('frame-other-direction', { direction: 1 }),
    refused('frame-other-number', { number: place.number - 1 }),
    refused('frame-other-line', { line_id: hex(coins(32)) }),
  ];
}

/** Every vector, by name. */
export async function vectors(): Promise<readonly Vector[]> {
  return [
    ...[...knocks(), ...hellos(), conversation(), ...lineFrames()],
    ...[...(await vaults()), ...staff(), ...drops(), ...tallies()],
  ];
}

/** The text of a vector's file. */
export function written(vector: Vector): string {
  return `${JSON.stringify(vector, null, 1)}\n`;
}
