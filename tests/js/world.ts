/**
 * Machines on a relay, with the network and the clock in the test's hands. Every frame that moves
 * is counted, so that a test can cut at each of them in turn.
 */

import type { Bytes } from '../../client_js/src/core/bytes.ts';
import { Keyring } from '../../client_js/src/core/keyring.ts';
import { decodeRelay, type RelayFrame } from '../../client_js/src/core/frames.ts';
import { Duty } from '../../client_js/src/core/duty.ts';
import type { DutyView, Note } from '../../client_js/src/core/views.ts';
import { Visit } from '../../client_js/src/core/visit.ts';
import { type Connection, FakeRelay } from './fake_relay.ts';
import { NOW, Organisation } from './organisation.ts';
import { seeded } from './core/helpers.ts';

type AnyMachine = Visit | Duty;

export class Client<M extends AnyMachine = AnyMachine> {
  readonly machine: M;
  readonly staff: boolean;
  up: Bytes[] = [];
  down: Bytes[] = [];
  on: Connection | undefined;
  /** The moment from which it may connect again. */
  from = 0;
  /** The relay has closed: what it said before still arrives. */
  closing = false;

  constructor(machine: M) {
    this.machine = machine;
    this.staff = machine instanceof Duty;
  }
}

/** What a hostile network does with a frame on its way to a client. */
export type Tamper = (frame: RelayFrame, to: Client, raw: Bytes) => readonly Bytes[];

export class World {
  readonly organisation: Organisation;
  readonly relay: FakeRelay;
  readonly clients: Client[] = [];
  now = NOW + 10;
  moved = 0;
  /** Called after each frame that moved. */
  onMoved: (moved: number) => void = () => undefined;
  tamper: Tamper = (_frame, _to, raw) => [raw];
  private names = 0;

  /** `supervisors`: those of `aliases` who may start shifts. */
  constructor(aliases: readonly string[] = ['May'], supervisors: readonly string[] = []) {
    this.organisation = new Organisation();
    const { fingerprint } = this.organisation;
    this.relay = new FakeRelay(fingerprint, seeded('the relay'));
    this.relay.now = this.now;
    this.vaults = aliases.map((alias) => {
      const role = supervisors.includes(alias) ? 'supervisor' : 'counselor';
      return this.organisation.device(alias, role);
    });
    const { charter } = this.organisation;
    this.relay.publish({ kind: 1, envelope: charter, packet: new Uint8Array(0) });
    this.relay.publish(this.organisation.roster());
    this.relay.publish(this.organisation.notice());
    this.relay.publish(this.organisation.shift());
  }

  readonly vaults;
  /** What each console's browser has stored, by the place of its vault. */
  readonly stored = new Map<number, Bytes>();
  /** How often a console has published, and how many of these were refused. */
  readonly published = { tried: 0, refused: 0 };
  private readonly places = new Map<Client, number>();

  visit(setting: Partial<ConstructorParameters<typeof Visit>[0]> = {}): Client<Visit> {
    this.names += 1;
    const { fingerprint, desk } = this.organisation;
    const visit = new Visit({
      organisation: fingerprint,
      leastCharterVersion: 1,
      desk,
      notice: undefined,
      name: 'Night Line',
      random: seeded(`visit ${this.names}`),
      ...setting,
    });
    return this.add(new Client(visit));
  }

  duty(which = 0): Client<Duty> {
    this.names += 1;
    const vault = this.vaults[which];
    if (vault === undefined) throw new Error('no such device');
    const copy = structuredClone(vault);
    const stored = this.stored.get(which);
    const keyring =
      stored === undefined ? this.organisation.keyring(copy) : new Keyring(copy, stored);
    const random = seeded(`duty ${this.names}`);
    const client = new Client(new Duty({ vault: copy, keyring, random }));
    this.places.set(client, which);
    return this.add(client);
  }

  cut(client: Client): void {
    const { on } = client;
    if (on === undefined) return;
    client.on = undefined;
    client.closing = false;
    client.up = [];
    client.down = [];
    client.from = this.now + 1;
    this.relay.closed(on);
    client.machine.lost(this.now);
  }

  restart(): void {
    this.relay.restart();
    for (const client of this.clients) this.cut(client);
  }

  /** Lets frames move and time pass until `done`, or fails after so many seconds. */
  until(done: () => boolean, seconds = 200): void {
    for (const end = this.now + seconds; ; ) {
      this.settle();
      if (done()) return;
      if (this.now >= end) throw new Error('it never came to that');
      this.pass(1);
    }
  }

  /** The console is closed, with what it had to say on the way out. */
  close(client: Client<Duty>): void {
    client.machine.act({ do: 'lock' }, this.now);
    this.settle();
    this.clients.splice(this.clients.indexOf(client), 1);
  }

  /** Time passes, with everything that moves in it, in steps of so many seconds. */
  pass(seconds: number, step = 1): void {
    for (let passed = 0; passed < seconds; passed += step) {
      this.now += step;
      this.relay.tick(this.now);
      for (const { machine } of this.clients) machine.tick(this.now);
      this.settle();
    }
  }

  settle(): void {
    for (let busy = true; busy; ) {
      busy = false;
      for (const client of this.clients) {
        this.dial(client);
        busy = this.step(client) || busy;
        busy = this.aside(client) || busy;
      }
    }
  }

  private add<M extends AnyMachine>(client: Client<M>): Client<M> {
    this.clients.push(client);
    client.machine.tick(this.now);
    return client;
  }

  private dial(client: Client): void {
    const { machine } = client;
    if (client.on !== undefined || machine.wants() === 'none' || this.now < client.from) return;
    const on: Connection = {
      staff: client.staff,
      send: (raw) => {
        if (client.on === on) {
          client.down.push(...this.tamper(decodeRelay(raw), client, raw));
        }
      },
      close: () => {
        if (client.on === on) client.closing = true;
      },
    };
    client.on = on;
    machine.opened(this.now);
  }

  /** One frame each way. */
  private step(client: Client): boolean {
    const { machine } = client;
    if (client.on === undefined) return false;
    client.up.push(...machine.drain());
    const up = client.up.shift();
    if (up !== undefined && !client.closing) {
      this.relay.received(client.on, up);
      this.count();
    }
    const down = client.down.shift();
    if (down !== undefined) {
      machine.frame(down, this.now);
      this.count();
    }
    // What takes long goes in pieces, one after the other, as the socket's keeper calls for them.
    const worked = machine instanceof Visit && machine.busy();
    while (machine instanceof Visit && machine.busy()) machine.tick(this.now);
    if (client.closing && client.down.length === 0) this.cut(client);
    if (machine.wants() === 'none' && client.on !== undefined) {
      for (const last of [...client.up, ...machine.drain()]) this.relay.received(client.on, last);
      this.cut(client);
    }
    return up !== undefined || down !== undefined || worked;
  }

  /** What a console's page does for it: stores its keys, and publishes. */
  private aside(client: Client): boolean {
    const { machine } = client;
    if (!(machine instanceof Duty)) return false;
    const place = this.places.get(client);
    const keys = place === undefined ? undefined : machine.takeChanged();
    if (keys !== undefined && place !== undefined) this.stored.set(place, keys);
    const items = client.on && machine.toPublish();
    if (!items) return false;
    const ok = items.every((item) => this.relay.offer(item));
    this.published.tried += 1;
    if (!ok) this.published.refused += 1;
    machine.published(ok, this.now);
    return true;
  }

  private count(): void {
    this.moved += 1;
    this.onMoved(this.moved);
  }
}

export const texts = (notes: readonly Note[], mine?: boolean): string[] =>
  notes
    .filter(({ kind, mine: own }) => kind === 'text' && (mine === undefined || own === mine))
    .map(({ text }) => text);

export const kinds = (notes: readonly Note[]): string[] => notes.map(({ kind }) => kind);

export const allDelivered = (view: { readonly notes: readonly Note[] }): boolean =>
  view.notes.every(({ mine, delivery }) => !mine || delivery === 'delivered');

export const knocked = (view: DutyView): string | undefined =>
  view.knocks.find(({ state }) => state === 'waiting')?.key;
