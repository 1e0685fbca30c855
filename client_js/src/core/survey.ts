/** Answers to the organisation's own questions, after the end: sealed to it alone. protocol.md 15. */

import { bind, type Bytes, pad, type Random } from './bytes.ts';
import { inTime, type TrustedDocuments } from './documents.ts';
import { label } from './labels.ts';
import { seal, SEALING_OVERHEAD } from './sealing.ts';
import { encodeAs, list, oneOf, row, text, uint } from './shapes.ts';
import type { Answered } from './views.ts';
import type { Wire } from './wire.ts';

export const DROP_LENGTH = 2048;
/** Seconds for which the connection is kept for answers. */
const OPEN = 600;
const KEY_LENGTH = 1216;

export const DROP = row({
  format: oneOf(1),
  kind: text(16),
  day: uint(),
  answers: list(row({ question: text(32), answer: text(256) }), 8, 1),
});

/** The key in the charter to which answers are sealed, while the charter is in its time. */
export function statisticsKey(documents: TrustedDocuments, now: number): Bytes | undefined {
  const charter = documents.charter?.payload;
  if (charter === undefined || !inTime(charter, now)) return undefined;
  const key = charter.purposeKeys.find(({ purpose }) => purpose === 'statistics')?.key;
  return key?.length === KEY_LENGTH ? key : undefined;
}

interface Place {
  readonly organisation: Bytes;
  readonly desk: Bytes;
  readonly random: Random;
}

/** What leaves: 2048 bytes. Raises LocalFault where the answers do not fit. */
export function makeDrop(
  { organisation, desk, random }: Place,
  key: Bytes,
  answers: readonly Answered[],
  now: number,
): Bytes {
  const day = Math.floor(now / 86_400);
  const plain = encodeAs(DROP, { format: 1, kind: 'survey', day, answers });
  const padded = pad(plain, DROP_LENGTH - SEALING_OVERHEAD);
  return seal(key, bind(label.drop, organisation, desk), padded, random);
}

/** Keeps the connection for answers, where the organisation has a key for them. */
export function ask(
  place: Place,
  wire: Wire,
  documents: TrustedDocuments,
  now: number,
): Survey | undefined {
  const key = statisticsKey(documents, now);
  return key && new Survey(wire, place, key, now);
}

export class Survey {
  state: 'asked' | 'sent' | undefined = 'asked';
  /** Whether a connection is needed for it. */
  open = true;
  private readonly wire: Wire;
  private readonly place: Place;
  private readonly key: Bytes;
  private readonly until: number;
  private sealed: Bytes | undefined;

  constructor(wire: Wire, place: Place, key: Bytes, now: number) {
    this.wire = wire;
    this.place = place;
    this.key = key;
    this.until = now + OPEN;
  }

  /** Once; what is empty is no answer. Raises LocalFault where they do not fit: nothing changes. */
  send(answers: readonly Answered[], now: number): void {
    if (this.state !== 'asked') return;
    const given = answers.filter(({ answer }) => answer.trim() !== '');
    if (given.length === 0) return this.close();
    this.sealed = makeDrop(this.place, this.key, given, now);
    this.state = 'sent';
    this.push();
  }

  /** Also after a reconnect, until the relay has answered: the same bytes are one drop. */
  push(): void {
    const { sealed } = this;
    const { desk } = this.place;
    if (sealed === undefined) return;
    this.wire.ask(
      (ref) => ({ name: 'drop', ref, desk, sealed }),
      ({ name }) => this.close(name === 'done'),
    );
  }

  tick(now: number): void {
    if (this.open && now >= this.until) this.close();
  }

  close(done = false): void {
    this.open = false;
    this.sealed = undefined;
    if (!done) this.state = undefined;
  }
}
