/**
 * The relay of a practice, in memory: as much of protocol.md 10 as one console and a few visitors
 * need who never lose their way. No socket, no store; with it everything is gone.
 */

import '../frames_staff.ts';
import { type Bytes, concat, equal, hex, NONE, type Random } from '../bytes.ts';
import { Kind } from '../document_types.ts';
import {
  type ClientFrame,
  decodeClient,
  encodeRelay,
  mailboxAddress,
  Refusal,
  type RelayFrame,
  writeCapability,
} from '../frames.ts';
import type { Served } from './house.ts';

/** One machine's way to the relay. */
export interface Way {
  readonly staff: boolean;
  readonly hear: (raw: Bytes) => void;
}

interface Box {
  readonly mode: number;
  readonly items: Bytes[];
  reader: { readonly way: Way; readonly handle: number };
  first: number;
}

interface Knock {
  readonly id: Bytes;
  readonly ticket: Bytes;
  readonly sealed: Bytes;
  readonly address: string;
  readonly way: Way;
  readonly ref: number;
  readonly since: number;
  fence: number | undefined;
}

type Said<N extends ClientFrame['name']> = Extract<ClientFrame, { readonly name: N }>;

export class PracticeRelay {
  private readonly random: Random;
  private readonly desk: Bytes;
  private readonly documents: Map<Kind, Served>;
  private readonly boxes = new Map<string, Box>();
  private readonly handles = new Map<Way, Map<number, string>>();
  private line: Knock[] = [];
  private duty: Way | undefined;
  private capacity = 0;
  private fence = 0;
  private now = 0;

  constructor(desk: Bytes, documents: readonly Served[], random: Random) {
    this.desk = desk;
    this.random = random;
    this.documents = new Map(documents.map((one) => [one.kind, one]));
  }

  /** What a machine says; answers are heard before this returns. Raises Malformed. */
  said(way: Way, raw: Bytes, now: number): void {
    this.now = now;
    const frame = decodeClient(raw);
    const ref = 'ref' in frame ? frame.ref : 0;
    const refused = (code: number, detail = 0): void =>
      tell(way, { name: 'refused', ref, code, detail });
    switch (frame.name) {
      case 'join':
        this.handles.set(way, new Map());
        return tell(way, { name: 'joined', challenge: this.random(32) });
      case 'fetch':
        return this.serve(way, frame, refused);
      case 'open':
        return this.open(way, frame);
      case 'append':
      case 'leave':
        return this.append(frame, refused);
      case 'ack':
        return this.ack(this.boxOf(way, frame.handle), frame.upto);
      case 'close':
        return this.closeBox(way, frame.handle);
      case 'ping':
        return tell(way, { name: 'pong', ref });
      case 'knock':
        return this.knock(way, frame, refused);
      case 'withdraw':
        this.remove(this.handles.get(way)?.get(frame.handle));
        return tell(way, { name: 'done', ref });
      default:
        return way.staff ? this.atDesk(way, frame, ref, refused) : refused(Refusal.notAllowedHere);
    }
  }

  /** Newer documents than those before; everybody hears of them. A new shift ends duty (10.4). */
  serves(documents: readonly Served[]): void {
    for (const one of documents) this.documents.set(one.kind, one);
    if (documents.some(({ kind }) => kind === Kind.shift)) this.endDuty();
    for (const { kind } of documents) {
      const desk = kind === Kind.charter || kind === Kind.roster ? NONE : this.desk;
      for (const way of this.handles.keys()) tell(way, { name: 'changed', kind, desk });
    }
  }

  /** This machine has gone. */
  gone(way: Way): void {
    for (const handle of [...(this.handles.get(way)?.keys() ?? [])]) this.closeBox(way, handle);
    this.handles.delete(way);
  }

  private atDesk(way: Way, frame: ClientFrame, ref: number, refused: (code: number) => void): void {
    const done = (): void => tell(way, { name: 'done', ref });
    if (frame.name === 'duty') {
      // There is one console here, and it was made together with the relay: nothing to prove.
      const fresh = this.duty === undefined;
      this.duty = way;
      this.capacity = frame.capacity;
      done();
      if (fresh) for (const knock of this.line) this.show(knock);
      return;
    }
    if (frame.name === 'call') return refused(Refusal.absent);
    if (this.duty !== way) return refused(Refusal.notOnDuty);
    if (frame.name === 'off') {
      this.endDuty();
      return done();
    }
    if (!('knock' in frame)) return refused(Refusal.notAllowedHere);
    const knock = this.line.find(({ id }) => equal(id, frame.knock));
    if (knock === undefined) return refused(Refusal.absent);
    if (frame.name === 'claim') {
      this.fence += 1;
      knock.fence = this.fence;
      return tell(way, { name: 'claimed', ref, knock: knock.id, fence: this.fence });
    }
    if (knock.fence !== frame.fence) return refused(Refusal.stale);
    done();
    if (frame.name === 'release') {
      knock.fence = undefined;
      this.show(knock);
    } else if (frame.name === 'accept') {
      this.line = this.line.filter((one) => one !== knock);
      this.put(this.boxes.get(knock.address), frame.ciphertext);
    } else this.turnAway(knock);
  }

  private endDuty(): void {
    this.duty = undefined;
    for (const knock of this.line) knock.fence = undefined;
  }

  private turnAway(knock: Knock): void {
    this.remove(knock.address);
    const { way, ref } = knock;
    tell(way, { name: 'refused', ref, code: Refusal.slowDown, detail: 3600 });
  }

  private serve(way: Way, { ref, kind }: Said<'fetch'>, refused: (code: number) => void): void {
    const found = this.documents.get(kind as Kind);
    if (found === undefined) return refused(Refusal.noSuchDocument);
    const packet = way.staff ? found.packet : NONE;
    tell(way, { name: 'document', ref, kind, envelopes: [found.envelope], packet });
  }

  private open(way: Way, { handle, r, next, mode }: Said<'open'>): void {
    const address = hex(mailboxAddress(writeCapability(r)));
    const box = this.boxes.get(address) ?? { mode, items: [], reader: { way, handle }, first: next };
    box.reader = { way, handle };
    this.boxes.set(address, box);
    this.handles.get(way)?.set(handle, address);
    this.ack(box, next);
    tell(way, { name: 'opened', handle, next: box.first + box.items.length });
    for (const [at, ciphertext] of box.items.entries()) {
      tell(way, { name: 'deliver', handle, number: box.first + at, ciphertext });
    }
  }

  private append(
    frame: Said<'append'> | Said<'leave'>,
    refused: (code: number, detail?: number) => void,
  ): void {
    const box = this.boxes.get(hex(mailboxAddress(frame.w)));
    if (box === undefined) return refused(Refusal.absent);
    const next = box.first + box.items.length;
    const number = frame.name === 'leave' ? next : frame.number;
    if (number > next) return refused(Refusal.gap, next);
    if (number === next) this.put(box, frame.ciphertext);
  }

  private put(box: Box | undefined, ciphertext: Bytes): void {
    if (box === undefined) return;
    box.items.push(ciphertext);
    const { way, handle } = box.reader;
    tell(way, { name: 'deliver', handle, number: box.first + box.items.length - 1, ciphertext });
  }

  private ack(box: Box | undefined, upto: number): void {
    if (box === undefined) return;
    const count = Math.max(0, upto - box.first);
    box.items.splice(0, count);
    box.first += count;
  }

  private boxOf(way: Way, handle: number): Box | undefined {
    return this.boxes.get(this.handles.get(way)?.get(handle) ?? '');
  }

  private closeBox(way: Way, handle: number): void {
    const address = this.handles.get(way)?.get(handle);
    this.handles.get(way)?.delete(handle);
    this.boxes.delete(address ?? '');
    this.remove(address);
  }

  private knock(
    way: Way,
    { ref, handle, sealed }: Said<'knock'>,
    refused: (code: number) => void,
  ): void {
    const address = this.handles.get(way)?.get(handle);
    if (address === undefined || !this.boxes.has(address)) return refused(Refusal.absent);
    const known = this.line.find((one) => one.address === address);
    const ticket = known?.ticket ?? concat(new Uint8Array(16), this.random(16));
    if (known === undefined) {
      const id = this.random(16);
      const knock = { id, ticket, sealed, address, way, ref, since: this.now, fence: undefined };
      this.line.push(knock);
      this.show(knock);
    }
    const ahead = this.line.findIndex((one) => one.address === address);
    tell(way, { name: 'queued', ref, ticket, ahead, serving: this.capacity > 0 });
  }

  private show({ id, sealed, since }: Knock): void {
    if (this.duty === undefined) return;
    const waited = Math.max(0, Math.floor(this.now - since));
    tell(this.duty, { name: 'waiting', desk: this.desk, knock: id, waited, sealed });
  }

  private remove(address: string | undefined): void {
    const knock = this.line.find((one) => one.address === address);
    if (knock === undefined) return;
    this.line = this.line.filter((one) => one !== knock);
    if (this.duty !== undefined) tell(this.duty, { name: 'gone', desk: this.desk, knock: knock.id });
  }
}

function tell(way: Way, frame: RelayFrame): void {
  way.hear(encodeRelay(frame));
}
