/**
 * A knock, a hello, an answer, an invitation and words both ways, with a canary in every field that
 * a person fills: what of it leaves when something cryptographic throws. a17.test.ts bundles this
 * over primitives that can be made to throw, and calls `tell`.
 */

import { type Bytes, fromHex } from '../../../client_js/src/core/bytes.ts';
import { TrustedDocuments } from '../../../client_js/src/core/documents.ts';
import {
  acceptHello,
  type Ask,
  makeHello,
  makeInvitation,
  makeKnock,
  type OpenedAsk,
  openKnock,
} from '../../../client_js/src/core/handshake.ts';
import type { Line, Outgoing } from '../../../client_js/src/core/line.ts';
import { encodeMessage, type Text } from '../../../client_js/src/core/messages.ts';
import { believed, believing, type Device, NOW, seeded } from './helpers.ts';

/** What the story is told with; made before anything is planted. */
export interface Stage {
  readonly canary: string;
  readonly counselor: Device;
  readonly teamSeed: Bytes;
  readonly teamKey: Bytes;
  /** The planted weakness for the positive control: plain text goes out where sealing fails. */
  readonly leaky: boolean;
}

export interface Told {
  /** Everything that left either side. */
  readonly out: readonly Bytes[];
  /** How many steps failed. */
  readonly failed: number;
}

/** Every step is tried even when those before it failed, as a program with retries would. */
export function tell(stage: Stage): Told {
  const { canary, counselor, teamKey, teamSeed } = stage;
  const out: Bytes[] = [];
  let failed = 0;
  const attempt = <T>(step: () => T): T | undefined => {
    try {
      return step();
    } catch {
      failed += 1;
      return undefined;
    }
  };
  const random = seeded('a17');
  const circumstances = believed('a17');
  const check = believing(counselor);
  const knock = {
    language: 'en',
    addressAs: canary,
    first: canary,
    answers: [{ question: canary, answer: canary }],
  };
  const say = (line: Line | undefined, id: number): readonly Outgoing[] => {
    const text: Text = { type: 'text', id, text: canary };
    const frames = attempt(() => line?.send(text, NOW + 400 * id, random));
    if (frames === undefined && stage.leaky) out.push(encodeMessage(text));
    out.push(...(frames ?? []).map(({ frame }) => frame));
    if (line !== undefined) out.push(...line.unreceipted().map(({ frame }) => frame));
    return frames ?? [];
  };
  const deliver = (line: Line | undefined, frames: readonly Outgoing[]): void => {
    for (const { number, frame } of frames) attempt(() => line?.receive(number, frame));
  };
  const due = (line: Line | undefined): readonly Outgoing[] => {
    const frames = attempt(() => line?.due(NOW, random)) ?? [];
    out.push(...frames.map(({ frame }) => frame));
    return frames;
  };

  const ask: Ask | undefined = attempt(() => makeKnock(circumstances, teamKey, knock, random));
  if (ask !== undefined) out.push(ask.sealed);
  const opened: OpenedAsk | undefined =
    ask && attempt(() => openKnock(circumstances, teamSeed, ask.sealed));
  const hello = opened && attempt(() => makeHello(opened, counselor, random(32), random));
  if (hello !== undefined) out.push(hello.append);
  const accepted = ask && hello && attempt(() => acceptHello(ask, hello.append, check));
  const [survivor, staff] = [accepted?.line, hello?.line];
  say(survivor, 0);
  say(staff, 0);
  const answer = attempt(() => survivor?.answer(random(32), NOW, random));
  if (answer !== undefined) {
    out.push(answer.frame);
    deliver(staff, [answer]);
  }
  for (let round = 1; round < 4; round += 1) {
    deliver(survivor, due(staff));
    deliver(staff, say(survivor, round));
    deliver(survivor, say(staff, round));
    deliver(staff, due(survivor));
  }
  const invitation = attempt(() =>
    makeInvitation(
      circumstances,
      {
        sealingKey: counselor.sealingKey,
        certificateHash: counselor.certificate.hash,
        w: seeded('w')(32),
        lineIdBefore: survivor?.lineId ?? new Uint8Array(0),
        purpose: 0,
        inviter: undefined,
        note: canary,
      },
      random,
    ),
  );
  if (invitation !== undefined) out.push(invitation.sealed);
  return { out, failed };
}

/** Whether a client with a broken primitive believes a document. */
export function believes(organisation: string, charter: string, now: number): boolean {
  const documents = new TrustedDocuments(fromHex(organisation));
  try {
    documents.addCharter(fromHex(charter), now);
  } catch {
    return documents.charter !== undefined;
  }
  return true;
}
