/**
 * The vectors that TypeScript writes: tests/vectors/from_ts/. client_js/vectors.mjs runs this.
 *
 * Every file is one case: `family` (knock, hello, line, vault) says how to read it, `expect` is
 * "ok" or the failure, all bytes are hex. Seeds are fixed: the same files come out every time.
 */

import { type Bytes, hex, type Random } from '../../../client_js/src/core/bytes.ts';
import {
  acceptHello,
  type Believed,
  makeHello,
  makeKnock,
  openKnock,
} from '../../../client_js/src/core/handshake.ts';
import type { Line, Outgoing } from '../../../client_js/src/core/line.ts';
import type { Message } from '../../../client_js/src/core/messages.ts';
import { decodeMessage, encodeMessage } from '../../../client_js/src/core/messages.ts';
import { xwingPublic } from '../../../client_js/src/core/primitives.ts';
import { lock, type VaultContent } from '../../../client_js/src/core/vault.ts';
import { believed, believing, device, flipped, NOW, seeded } from './helpers.ts';

export type Vector = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly family: string;
  readonly expect: string;
};

const circumstances = believed('from_ts');
const counselor = device('May', circumstances.organisation);
const teamSeed = seeded('from_ts team')(32);

const PLACE = {
  organisation: hex(circumstances.organisation),
  shift_hash: hex(circumstances.shiftHash),
  roster_hash: hex(circumstances.rosterHash),
};

/** A source of randomness that remembers what it gave. */
function remembering(name: string): { random: Random; given: Bytes[] } {
  const random = seeded(name);
  const given: Bytes[] = [];
  return {
    given,
    random: (length) => {
      const bytes = random(length);
      given.push(bytes.slice());
      return bytes;
    },
  };
}

function knocks(): Vector[] {
  const text = {
    language: 'pt-BR',
    addressAs: 'Sam 🌊',
    first: 'é'.repeat(500),
    answers: [{ question: 'Are you safe?', answer: 'yes' }],
  };
  const knock = (name: string, changes: Partial<Believed>, expect: string, bit?: number): Vector => {
    const { random, given } = remembering(`from_ts ${name}`);
    const ask = makeKnock({ ...circumstances, ...changes }, xwingPublic(teamSeed), text, random);
    const sealed = bit === undefined ? ask.sealed : flipped(ask.sealed, bit);
    const [eS = new Uint8Array(0), uS = new Uint8Array(0)] = given;
    return {
      name,
      family: 'knock',
      expect,
      ...PLACE,
      team_seed: hex(teamSeed),
      e_s: hex(eS),
      u_s: hex(uS),
      sealed: hex(sealed),
      language: text.language,
      address_as: text.addressAs,
      first: text.first,
      answers: text.answers.map(({ question, answer }) => [question, answer]),
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

function hellos(): Vector[] {
  const hello = (name: string, expect: string, identity: Bytes, bit?: number): Vector => {
    const { random, given } = remembering(`from_ts ${name}`);
    const text = { language: 'en', addressAs: '', first: '', answers: [] };
    const ask = makeKnock(circumstances, xwingPublic(teamSeed), text, random);
    const [eS = new Uint8Array(0), uS = new Uint8Array(0)] = given;
    const secrets = { e_s: hex(eS), u_s: hex(uS), padded: hex(ask.secrets().padded) };
    const opened = openKnock(circumstances, teamSeed, ask.sealed);
    const w = random(32);
    const certified = { identity, certificateRaw: counselor.certificateRaw };
    const { append, line } = makeHello(opened, certified, w, random);
    return {
      name,
      family: 'hello',
      expect,
      ...PLACE,
      sealed: hex(ask.sealed),
      ...secrets,
      append: hex(bit === undefined ? append : flipped(append, bit)),
      certificate: hex(counselor.certificateRaw),
      identity: hex(counselor.certificate.payload.identity),
      w: hex(w),
      line_id: hex(line.lineId),
    };
  };
  return [
    hello('hello', 'ok', counselor.identity),
    hello('hello-another-identity', 'refused', seeded('thief')(32)),
    hello('hello-changed', 'refused', counselor.identity, 2000 * 8),
    hello('hello-changed-frame', 'refused', counselor.identity, 4000 * 8),
  ];
}

interface Step {
  readonly direction: 0 | 1;
  readonly number: number;
  readonly frame: string;
  /** The message as bytes; empty for a frame that must be refused. */
  readonly message: string;
  /** Of the key that a refresh in this frame is sealed to, else empty. */
  readonly seed: string;
}

function lines(): Vector[] {
  const { random, given } = remembering('from_ts line');
  const text = { language: 'en', addressAs: '', first: '', answers: [] };
  const ask = makeKnock(circumstances, xwingPublic(teamSeed), text, random);
  const opened = openKnock(circumstances, teamSeed, ask.sealed);
  const { append, line: staff } = makeHello(opened, counselor, random(32), random);
  // The chains are read before the lines move on; nothing else may look at them.
  const inside = staff as unknown as { sending: Bytes; receiving: Bytes };
  const { line: survivor } = acceptHello(ask, append, believing(counselor));
  const chains = { chain_inviter: hex(inside.receiving), chain_responder_1: hex(inside.sending) };
  const steps: Step[] = [];
  const announced: [string[], string[]] = [[''], ['']];
  const seedOf = (key: Bytes): string =>
    hex(given.find((bytes) => bytes.length === 32 && hex(xwingPublic(bytes)) === hex(key)) ?? key);
  const carry = (direction: 0 | 1, to: Line, frames: readonly Outgoing[]): void => {
    for (const { number, frame } of frames) {
      const message: Message | undefined = to.receive(number, frame);
      if (message === undefined || message.type === 'unknown') throw new Error('not said');
      let seed = '';
      if (message.type === 'answer' || message.type === 'refresh') {
        const other = announced[direction === 0 ? 1 : 0];
        seed = message.type === 'answer' ? seedOf(helloKey) : (other[message.index] ?? '');
        if (message.newIndex > 0) announced[direction][message.newIndex] = seedOf(message.newKey);
      }
      const said = hex(encodeMessage(message));
      steps.push({ direction, number, frame: hex(frame), message: said, seed });
    }
  };
  const helloKey = (survivor as unknown as { keys: { theirs: Bytes } }).keys.theirs;
  carry(0, staff, [survivor.answer(random(32), NOW, random)]);
  carry(1, survivor, staff.due(NOW, random));
  const say = (id: number, length: number): { type: 'text'; id: number; text: string } => ({
    type: 'text',
    id,
    text: '🌊'.repeat(length),
  });
  for (const [id, length] of [[1, 0], [2, 200], [3, 4000]] as const) {
    carry(0, staff, survivor.send(say(id, length), NOW + 200 * id, random));
    carry(1, survivor, staff.send(say(id, 1), NOW + 200 * id, random));
    carry(1, survivor, staff.due(NOW + 200 * id, random));
    carry(0, staff, survivor.due(NOW + 200 * id, random));
  }
  carry(1, survivor, staff.send({ type: 'cover' }, NOW + 600, random));
  carry(0, staff, survivor.send({ type: 'end', reason: 0 }, NOW + 600, random));
  const line = (name: string, expect: string, frames: readonly Step[]): Vector => ({
    name,
    family: 'line',
    expect,
    organisation: PLACE.organisation,
    line_id: hex(staff.lineId),
    ...chains,
    frames,
  });
  const [first, ...rest] = steps;
  if (first === undefined) throw new Error('nothing was said');
  const bytes = (step: Step): Bytes => Uint8Array.from(Buffer.from(step.frame, 'hex'));
  const changed = (bit: number): Step => ({
    ...first,
    frame: hex(flipped(bytes(first), bit)),
    message: '',
  });
  decodeMessage(Uint8Array.from(Buffer.from(first.message, 'hex')));
  return [
    line('line', 'ok', [first, ...rest]),
    line('line-changed-commit', 'refused', [changed(0)]),
    line('line-changed-nonce', 'refused', [changed(40 * 8)]),
    line('line-changed-body', 'refused', [changed(1000 * 8)]),
    line('line-other-direction', 'refused', [{ ...first, direction: 1, number: 1, message: '' }]),
    line('line-other-number', 'refused', [{ ...first, number: 1, message: '' }]),
  ];
}

async function vaults(): Promise<Vector[]> {
  const random = seeded('from_ts vault');
  const passphrase = 'ﬁve Ⅳ words from é';
  const seal = async (content: VaultContent): Promise<Bytes> => lock(content, passphrase, random);
  const deviceVault: VaultContent = {
    kind: 'device',
    organisation: circumstances.organisation,
    relay: 'wss://relay.example/v1',
    desk: random(16),
    identity: counselor.identity,
    signing: random(32),
    inbox: random(32),
    certificate: counselor.certificateRaw,
    sealingKeys: [{ envelope: random(1400), seed: counselor.sealingSeed }],
  };
  const root: VaultContent = { kind: 'root', organisation: new Uint8Array(0), seed: random(32) };
  const deviceRaw = await seal(deviceVault);
  const rootRaw = await seal(root);
  const content = {
    organisation: hex(deviceVault.organisation),
    relay: deviceVault.relay,
    desk: hex(deviceVault.desk),
    identity: hex(deviceVault.identity),
    signing: hex(deviceVault.signing),
    inbox: hex(deviceVault.inbox),
    certificate: hex(deviceVault.certificate),
    sealing_keys: deviceVault.sealingKeys.map(({ envelope, seed }) => [hex(envelope), hex(seed)]),
  };
  const vault = (name: string, raw: Bytes, expect: string, more: object = {}): Vector => ({
    name,
    family: 'vault',
    expect,
    passphrase,
    vault: hex(raw),
    kind: 'device',
    content: {},
    ...more,
  });
  const magic = 13;
  const lowered = deviceRaw.slice();
  lowered[magic + 9] = 1;
  return [
    vault('vault-device', deviceRaw, 'ok', { content }),
    vault('vault-root', rootRaw, 'ok', {
      kind: 'root',
      content: { organisation: '', seed: hex(root.seed) },
    }),
    vault('vault-wrong-passphrase', deviceRaw, 'wrong-passphrase', {
      passphrase: 'five iv words from e',
    }),
    vault('vault-changed', flipped(deviceRaw, (deviceRaw.length - 40) * 8), 'damaged-vault'),
    vault('vault-cut', deviceRaw.slice(0, 60), 'damaged-vault'),
    vault('vault-lowered-cost', lowered, 'unsupported-vault'),
    vault('vault-foreign', flipped(deviceRaw, 3), 'foreign-vault'),
  ];
}

/** Every vector, by name. */
export async function vectors(): Promise<readonly Vector[]> {
  return [...knocks(), ...hellos(), ...lines(), ...(await vaults())];
}

/** The text of a vector's file. */
export function written(vector: Vector): string {
  return `${JSON.stringify(vector, null, 1)}\n`;
}
