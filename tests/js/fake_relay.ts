/** A small honest model of protocol.md 10, for tests: one organisation, no budgets, no time-outs. */

import '../../client_js/src/core/frames_staff.ts';
import { type Bytes, concat, equal, hex } from '../../client_js/src/core/bytes.ts';
import {
  type ClientFrame,
  decodeClient,
  deskProofInput,
  encodeRelay,
  mailboxAddress,
  Refusal,
  type RelayFrame,
  writeCapability,
  worksFor,
} from '../../client_js/src/core/frames.ts';
import { decodePayload, decodeEnvelope, Kind, shiftForm } from '../../client_js/src/core/documents.ts';
import { verify } from '../../client_js/src/core/primitives.ts';
import type { PublishItem } from '../../client_js/src/core/publisher.ts';
import { Shelf } from './fake_shelf.ts';
import type { Served } from './organisation.ts';

const NONE = new Uint8Array(0);
const KEPT = 60; // seconds for a knock whose connection is gone

export interface Connection {
  readonly staff: boolean;
  readonly send: (raw: Bytes) => void;
  readonly close: () => void;
}

interface Box {
  readonly mode: number;
  reader: { readonly on: Connection; readonly handle: number } | undefined;
  first: number;
  items: Bytes[];
  /** The knock whose answer was put in it. */
  answers?: Knock;
}

interface Knock {
  readonly id: Bytes;
  readonly ticket: Bytes;
  sealed: Bytes;
  address: string;
  on: Connection;
  ref: number;
  handle: number;
  owner: { readonly on: Connection; readonly fence: number } | undefined;
  lostAt: number | undefined;
}

type Asked<N extends ClientFrame['name']> = Extract<ClientFrame, { readonly name: N }>;

export class FakeRelay {
  /** Bits of work that a new knock must show. */
  bits = 0;
  now = 0;
  readonly seen: ClientFrame[] = [];
  /** Sealed answers by their bytes, as a relay knows them. */
  readonly drops = new Map<string, Bytes>();
  /** Where it takes no more of them. */
  dropsFull = false;
  /** How many more it takes from this address now, and seconds until it takes one more. */
  dropsLeft = Number.POSITIVE_INFINITY;
  dropsWait = 60;
  private readonly organisation: Bytes;
  private readonly random: (length: number) => Bytes;
  private readonly documents = new Map<number, { envelopes: Bytes[]; packet: Bytes }>();
  private connections = new Map<Connection, { challenge: Bytes; handles: Map<number, string> }>();
  private boxes = new Map<string, Box>();
  private line: Knock[] = [];
  private accepted: Knock[] = [];
  /** The sealed knocks of those who were turned away. */
  readonly turnedAway: Bytes[] = [];
  private duties = new Map<Connection, number>();
  private fence = 0;
  private works = new Map<Connection, Bytes>();
  private calledAt = -Infinity;
  private shelf: Shelf;

  constructor(organisation: Bytes, random: (length: number) => Bytes) {
    this.organisation = organisation;
    this.random = random;
    this.shelf = new Shelf(organisation);
  }

  /** Somebody publishes: whether it was taken, or was there already. */
  offer(item: PublishItem): boolean {
    const taken = this.shelf.take(item, this.now);
    if (taken === 'refused') return false;
    if (taken !== undefined) this.serve(taken);
    return true;
  }

  /** From here on it serves this and knows nothing newer: as from an old backup. */
  restore(items: readonly Served[]): void {
    this.shelf = new Shelf(this.organisation);
    this.documents.clear();
    for (const item of items) this.publish(item);
  }

  /** What the test wants served, good or not. Documents outlive a restart. */
  publish(served: Served): void {
    if (served.kind >= Kind.charter && served.kind <= Kind.state) this.shelf.take(served, this.now);
    this.serve(served);
  }

  private serve({ kind, envelope, packet }: Served): void {
    const before = kind === Kind.charter ? (this.documents.get(kind)?.envelopes ?? []) : [];
    this.documents.set(kind, { envelopes: [...before, envelope], packet });
    if (kind === Kind.shift) this.everybodyOff();
    for (const on of this.connections.keys()) this.say(on, { name: 'changed', kind, desk: NONE });
  }

  /** Everything that was in memory is gone. */
  restart(): void {
    for (const on of [...this.connections.keys()]) on.close();
    this.connections = new Map();
    this.boxes = new Map();
    this.line = [];
    this.duties = new Map();
  }

  closed(on: Connection): void {
    const here = this.connections.get(on);
    this.connections.delete(on);
    this.off(on);
    for (const address of here?.handles.values() ?? []) {
      const box = this.boxes.get(address);
      if (box?.reader?.on === on) box.reader = undefined;
    }
    for (const knock of this.line) if (knock.on === on) knock.lostAt ??= this.now;
  }

  tick(now: number): void {
    this.now = now;
    const [shift] = this.documents.get(Kind.shift)?.envelopes ?? [];
    const ended = shift !== undefined && expires(shift) <= now;
    if (ended) this.everybodyOff();
    for (const knock of [...this.line]) {
      if (knock.lostAt !== undefined && now - knock.lostAt > KEPT) this.remove(knock);
    }
  }

  received(on: Connection, raw: Bytes): void {
    const frame = decodeClient(raw);
    this.seen.push(frame);
    const ref = 'ref' in frame ? frame.ref : 0;
    const refused = (code: number, detail = 0): void =>
      this.say(on, { name: 'refused', ref, code, detail });
    if (frame.name === 'join') {
      if (!equal(frame.organisation, this.organisation)) {
        refused(Refusal.unknownOrganisation);
        on.close();
        return;
      }
      const challenge = this.random(32);
      this.connections.set(on, { challenge, handles: new Map() });
      this.say(on, { name: 'joined', challenge });
      return;
    }
    if (!this.connections.has(on)) throw new Error('a frame before join');
    if (frame.name === 'fetch') this.fetch(on, frame, refused);
    else if (frame.name === 'open') this.open(on, frame);
    else if (frame.name === 'append' || frame.name === 'leave') this.append(frame, refused);
    else if (frame.name === 'ack') this.ack(on, frame);
    else if (frame.name === 'close') this.closeBox(on, frame.handle);
    else if (frame.name === 'ping') this.say(on, { name: 'pong', ref });
    else this.desk(on, frame, ref, refused);
  }

  private desk(
    on: Connection,
    frame: ClientFrame,
    ref: number,
    refused: (code: number, detail?: number) => void,
  ): void {
    const done = (): void => this.say(on, { name: 'done', ref });
    if (frame.name === 'knock') return this.knock(on, frame, refused);
    if (frame.name === 'withdraw') {
      const address = this.connections.get(on)?.handles.get(frame.handle);
      const knock = this.line.find((one) => one.address === address);
      if (knock === undefined) return refused(Refusal.absent);
      this.remove(knock);
      return done();
    }
    if (frame.name === 'drop') {
      if (this.dropsFull) return refused(Refusal.full);
      if (this.dropsLeft < 1) return refused(Refusal.slowDown, this.dropsWait);
      this.dropsLeft -= 1;
      this.drops.set(hex(frame.sealed), frame.sealed);
      return done();
    }
    if (!on.staff) throw new Error(`${frame.name} on the survivors' path`);
    if (frame.name === 'duty') return this.duty(on, frame, refused);
    if (frame.name === 'call') return this.call(on, frame, done, refused);
    if (frame.name === 'off') {
      if (!this.duties.has(on)) return refused(Refusal.notOnDuty);
      this.off(on);
      return done();
    }
    if (!this.duties.has(on)) return refused(Refusal.notOnDuty);
    if (!('knock' in frame)) throw new Error(`${frame.name} is not modelled`);
    const knock = this.line.find(({ id }) => equal(id, frame.knock));
    if (frame.name === 'claim') {
      if (knock === undefined) return refused(Refusal.absent);
      if (knock.owner !== undefined) return refused(Refusal.taken);
      const owned = this.line.filter(({ owner }) => owner?.on === on).length;
      if (owned >= (this.duties.get(on) ?? 0)) return refused(Refusal.tooMany);
      this.fence += 1;
      knock.owner = { on, fence: this.fence };
      this.gone(knock, on);
      return this.say(on, { name: 'claimed', ref, knock: knock.id, fence: this.fence });
    }
    if (frame.name === 'turnAway') {
      const taken = this.accepted.findIndex(
        (one) => one.owner?.on === on && equal(one.id, frame.knock) && one.owner.fence === frame.fence,
      );
      if (taken >= 0) {
        this.turnedAway.push(...this.accepted.splice(taken, 1).map(({ sealed }) => sealed));
        return done();
      }
    }
    const mine = knock?.owner?.on === on && knock.owner.fence === frame.fence;
    if (knock === undefined || !mine) return refused(Refusal.stale);
    if (frame.name === 'release') {
      done();
      return this.giveBack(knock);
    }
    if (frame.name === 'turnAway') {
      done();
      const { ref: asked, on: page } = knock;
      this.say(page, { name: 'refused', ref: asked, code: Refusal.slowDown, detail: 3600 });
      this.turnedAway.push(knock.sealed);
      return this.remove(knock);
    }
    if (frame.name !== 'accept') throw new Error('this frame is not modelled');
    const box = this.boxes.get(knock.address);
    this.line = this.line.filter((one) => one !== knock);
    if (box === undefined) return refused(Refusal.absent);
    box.items.push(frame.ciphertext);
    box.answers = knock;
    this.accepted.push(knock);
    this.deliver(box, box.first + box.items.length - 1);
    done();
  }

  private fetch(on: Connection, frame: Asked<'fetch'>, refused: (code: number) => void): void {
    const document = this.documents.get(frame.kind);
    if (document === undefined) return refused(Refusal.noSuchDocument);
    const { envelopes, packet } = document;
    const mayHave = on.staff ? packet : NONE;
    const { ref, kind } = frame;
    this.say(on, { name: 'document', ref, kind, envelopes, packet: mayHave });
  }

  private open(on: Connection, { handle, r, next, mode }: Asked<'open'>): void {
    const address = hex(mailboxAddress(writeCapability(r)));
    let box = this.boxes.get(address);
    if (box === undefined) {
      box = { mode, reader: undefined, first: next, items: [] };
      this.boxes.set(address, box);
    }
    const { reader } = box;
    if (reader !== undefined && reader.on !== on) {
      this.say(reader.on, { name: 'taken', handle: reader.handle });
    }
    box.reader = { on, handle };
    this.drop(box, next);
    this.connections.get(on)?.handles.set(handle, address);
    this.say(on, { name: 'opened', handle, next: box.first + box.items.length });
    this.deliver(box, box.first);
  }

  private append(
    frame: Asked<'append'> | Asked<'leave'>,
    refused: (code: number, detail?: number) => void,
  ): void {
    const box = this.boxes.get(hex(mailboxAddress(frame.w)));
    if (box === undefined || box.mode !== (frame.name === 'leave' ? 1 : 0)) {
      return refused(Refusal.absent);
    }
    const next = box.first + box.items.length;
    const number = frame.name === 'leave' ? next : frame.number;
    if (number < next) return;
    if (number > next) return refused(Refusal.gap, next);
    box.items.push(frame.ciphertext);
    this.deliver(box, number);
  }

  private ack(on: Connection, { handle, upto }: Asked<'ack'>): void {
    const box = this.boxes.get(this.connections.get(on)?.handles.get(handle) ?? '');
    if (box !== undefined) this.drop(box, upto);
  }

  private drop(box: Box, upto: number): void {
    const count = Math.max(0, upto - box.first);
    box.items = box.items.slice(count);
    box.first += count;
  }

  private deliver(box: Box, from: number): void {
    const { reader, items, first } = box;
    if (reader === undefined) return;
    for (let number = from; number < first + items.length; number += 1) {
      const ciphertext = items[number - first] ?? NONE;
      this.say(reader.on, { name: 'deliver', handle: reader.handle, number, ciphertext });
    }
  }

  private closeBox(on: Connection, handle: number): void {
    const handles = this.connections.get(on)?.handles;
    const address = handles?.get(handle) ?? '';
    handles?.delete(handle);
    const answers = this.boxes.get(address)?.answers;
    if (answers !== undefined) this.gone(answers, undefined);
    this.boxes.delete(address);
    const knock = this.line.find((one) => one.address === address);
    if (knock !== undefined) this.remove(knock);
  }

  private knock(
    on: Connection,
    { ref, handle, ticket, work, sealed }: Asked<'knock'>,
    refused: (code: number) => void,
  ): void {
    const address = this.connections.get(on)?.handles.get(handle) ?? '';
    const box = this.boxes.get(address);
    if (box === undefined || box.mode !== 2) return refused(Refusal.absent);
    if (box.items.length > 0) return refused(Refusal.taken);
    if (!this.documents.has(Kind.shift)) return refused(Refusal.deskClosed);
    let knock = this.line.find((one) => one.address === address || equal(one.ticket, ticket));
    if (knock === undefined && this.bits > 0 && !this.worked(on, sealed, work)) {
      const challenge = this.random(16);
      this.works.set(on, challenge);
      return this.say(on, { name: 'work', ref, challenge, bits: this.bits });
    }
    const place = { on, ref, handle, address, lostAt: undefined };
    if (knock !== undefined && !equal(knock.sealed, sealed)) {
      this.remove(knock);
      knock = undefined;
    }
    if (knock === undefined) {
      const kept = ticket.length > 0 ? ticket : concat(new Uint8Array(16), this.random(16));
      knock = { ...place, id: this.random(16), ticket: kept, sealed, owner: undefined };
      this.line.push(knock);
      this.giveBack(knock);
    } else Object.assign(knock, place);
    const ahead = this.line.indexOf(knock);
    const serving = [...this.duties.values()].some((capacity) => capacity > 0);
    this.say(on, { name: 'queued', ref, ticket: knock.ticket, ahead, serving });
  }

  private worked(on: Connection, sealed: Bytes, work: Bytes): boolean {
    const challenge = this.works.get(on);
    this.works.delete(on);
    return challenge !== undefined && work.length > 0 && worksFor(challenge, sealed, work, this.bits);
  }

  private duty(on: Connection, frame: Asked<'duty'>, refused: (code: number) => void): void {
    const [envelope] = this.documents.get(Kind.shift)?.envelopes ?? [];
    if (envelope === undefined) return refused(Refusal.deskClosed);
    const { deskKey } = decodePayload(shiftForm, decodeEnvelope(envelope, Kind.shift).payload);
    const challenge = this.connections.get(on)?.challenge ?? NONE;
    const input = deskProofInput(this.organisation, frame.desk, challenge);
    if (!verify(deskKey, input, frame.signature)) return refused(Refusal.badProof);
    this.say(on, { name: 'done', ref: frame.ref });
    const before = this.duties.has(on);
    this.duties.set(on, frame.capacity);
    for (const knock of this.line) {
      if (!before && knock.owner === undefined) this.show(knock, on);
    }
  }

  private call(
    on: Connection,
    { desk, sealed }: Asked<'call'>,
    done: () => void,
    refused: (code: number, detail?: number) => void,
  ): void {
    const proven = this.duties.has(on);
    const hears = [...this.duties.keys()].filter((other) => other !== on);
    if (hears.length === 0) return refused(Refusal.absent);
    if (!proven && this.now - this.calledAt < 2) return refused(Refusal.slowDown, 2);
    if (!proven) this.calledAt = this.now;
    for (const other of hears) this.say(other, { name: 'called', desk, proven, sealed });
    done();
  }

  private off(on: Connection): void {
    this.duties.delete(on);
    for (const knock of this.line) if (knock.owner?.on === on) this.giveBack(knock);
  }

  private everybodyOff(): void {
    for (const on of [...this.duties.keys()]) {
      this.off(on);
      this.say(on, { name: 'refused', ref: 0, code: Refusal.notOnDuty, detail: 0 });
    }
  }

  private giveBack(knock: Knock): void {
    knock.owner = undefined;
    for (const on of this.duties.keys()) this.show(knock, on);
  }

  private show({ id, sealed }: Knock, on: Connection): void {
    this.say(on, { name: 'waiting', desk: new Uint8Array(16), knock: id, waited: 0, sealed });
  }

  private remove(knock: Knock): void {
    this.line = this.line.filter((one) => one !== knock);
    this.gone(knock, undefined);
  }

  private gone({ id }: Knock, but: Connection | undefined): void {
    for (const on of this.duties.keys()) {
      if (on !== but) this.say(on, { name: 'gone', desk: new Uint8Array(16), knock: id });
    }
  }

  private say(on: Connection, frame: RelayFrame): void {
    on.send(encodeRelay(frame));
  }
}

function expires(shift: Bytes): number {
  return decodePayload(shiftForm, decodeEnvelope(shift, Kind.shift).payload).expires;
}
