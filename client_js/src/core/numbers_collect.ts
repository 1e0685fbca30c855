/**
 * Collecting drops from the relay as a machine without a socket (protocol.md 15.3): everything is
 * read, then the names of what was counted are said, and the relay forgets those.
 *
 * The relay is not believed: whatever it gives is opened or left, and it can only give less.
 */

import { type Bytes, compare } from './bytes.ts';
import { Refusal } from './frames.ts';
import './frames_staff.ts';
import { collectInput, dropName, type DropPlace } from './numbers_drop.ts';
import { ed25519Public, sign } from './primitives.ts';
import type { Connection, Machine } from './views.ts';
import { type Answer, Wire } from './wire.ts';

/** As many as a desk has room for. */
const DROPS_MOST = 5000;
/** Names in one frame. */
const NAMES_MOST = 500;
const PAUSE = 2;

export interface CollectView {
  readonly stage: 'reading' | 'read' | 'forgetting' | 'done' | 'refused';
  readonly connection: Connection;
  /** The relay's code where it has refused; 0 otherwise. */
  readonly code: number;
}

export interface CollectAction {
  readonly do: 'forget';
  readonly names: readonly Bytes[];
}

/** Who collects: a device's signing seed and its warrant, or an administrator's seed and none. */
export interface Signer {
  readonly seed: Bytes;
  readonly warrant: Bytes;
}

export class Collector implements Machine<CollectView, CollectAction> {
  private readonly wire = new Wire();
  private readonly place: DropPlace;
  private readonly signer: Signer;
  private stage: CollectView['stage'] = 'reading';
  private connection: Connection = 'connecting';
  private code = 0;
  private challenge: Bytes | undefined;
  private found: Bytes[] = [];
  private names: readonly Bytes[] = [];
  private after: Bytes = new Uint8Array(0);
  private againAt: number | undefined;

  constructor(place: DropPlace, signer: Signer) {
    this.place = place;
    this.signer = signer;
  }

  /** What was read, once `stage` is "read". */
  get drops(): readonly Bytes[] {
    return this.found;
  }

  opened(): void {
    this.wire.opened(this.place.organisation);
  }

  /** Both halves begin again: names are forgotten twice without harm, and so is reading. */
  lost(): void {
    this.connection = 'lost';
    this.challenge = this.againAt = undefined;
    this.wire.lost();
  }

  frame(raw: Bytes, now: number): void {
    const event = this.wire.received(raw, now);
    if (event?.name === 'joined') {
      this.connection = 'connected';
      this.challenge = event.challenge;
      this.begin();
    } else if (event?.name === 'refused') this.refused(event.code, event.detail, now);
  }

  tick(now: number): void {
    if (this.againAt === undefined || now < this.againAt) return;
    this.againAt = undefined;
    this.next();
  }

  act(action: CollectAction): void {
    if (this.stage !== 'read') return;
    this.names = action.names;
    this.found = [];
    this.stage = action.names.length === 0 ? 'done' : 'forgetting';
    this.next();
  }

  drain(): readonly Bytes[] {
    return this.wire.drain();
  }

  view(): CollectView {
    const { stage, connection, code } = this;
    return { stage, connection, code };
  }

  wants(): 'socket' | 'none' {
    return this.stage === 'done' || this.stage === 'refused' ? 'none' : 'socket';
  }

  private begin(): void {
    if (this.stage === 'reading') {
      this.found = [];
      this.after = new Uint8Array(0);
    }
    this.next();
  }

  private next(): void {
    const proof = this.proof();
    if (proof === undefined) return;
    const { desk } = this.place;
    if (this.stage === 'reading') {
      const { after } = this;
      this.wire.ask(
        (ref) => ({ name: 'collect', ref, desk, after, ...proof }),
        (answer, now) => this.page(answer, now),
      );
    } else if (this.stage === 'forgetting') {
      const names = this.names.slice(0, NAMES_MOST);
      this.wire.ask(
        (ref) => ({ name: 'collected', ref, desk, names, ...proof }),
        (answer, now) => this.forgotten(answer, now),
      );
    }
  }

  private proof() {
    const { challenge, place, signer } = this;
    if (challenge === undefined) return undefined;
    const signature = sign(signer.seed, collectInput(place, challenge));
    return { signer: ed25519Public(signer.seed), signature, warrant: signer.warrant };
  }

  private page(answer: Answer, now: number): void {
    if (answer.name === 'refused') return this.refused(answer.code, answer.detail, now);
    if (answer.name !== 'drops') return this.fail(Refusal.malformed);
    const names = answer.drops.map(({ sealed }) => dropName(sealed));
    const last = names.reduce((most, name) => (compare(name, most) > 0 ? name : most), this.after);
    // A relay that turns in circles is none.
    const circles = names.some((name) => compare(name, this.after) <= 0);
    if (circles || this.found.length + names.length > DROPS_MOST) return this.fail(Refusal.malformed);
    this.found.push(...answer.drops.map(({ sealed }) => sealed));
    this.after = last;
    if (answer.more && names.length > 0) return this.next();
    this.stage = 'read';
  }

  private forgotten(answer: Answer, now: number): void {
    if (answer.name === 'refused') return this.refused(answer.code, answer.detail, now);
    if (answer.name !== 'done') return this.fail(Refusal.malformed);
    this.names = this.names.slice(NAMES_MOST);
    if (this.names.length === 0) this.stage = 'done';
    else this.next();
  }

  private refused(code: number, detail: number, now: number): void {
    if (code === Refusal.slowDown) this.againAt = now + Math.max(PAUSE, detail);
    else this.fail(code);
  }

  private fail(code: number): void {
    this.code = code;
    this.stage = 'refused';
    this.found = [];
  }
}
