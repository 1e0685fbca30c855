/**
 * Keeps one machine (core/views.ts) connected to one relay.
 *
 * The machine decides what is said; here is only the socket: open it, open it again when it is
 * lost, notice within 10 seconds that nobody is there, and give the machine the time of day.
 */

import { encode } from '../core/encoding.ts';
import { Malformed } from '../core/errors.ts';
import type { Machine } from '../core/views.ts';

/** What is used of a WebSocket; a test brings its own. */
export interface Socket {
  binaryType: string;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(data: Uint8Array): void;
  close(code?: number): void;
}

/** The world outside: time in milliseconds since 1970, timers, chance and sockets. */
export interface World {
  now(): number;
  later(run: () => void, milliseconds: number): () => void;
  /** From 0 to 1, for jitter only. */
  chance(): number;
  socket(url: string): Socket;
}

export interface Connected<A> {
  /** A person did something. */
  act(action: A): void;
  /** The network may be back, or the page is visible again: look at once. */
  wake(): void;
  /** Closes for good, without a word to the machine. */
  stop(): void;
}

const TICK = 1000;
const BUSY = 4; // between two pieces of long work; a screen can be painted in between
const QUIET = 4000; // without a frame, before the relay is asked whether it is there
const DEADLINE = 4000; // from that question, or from the first attempt, to "lost"
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
const SETTLED = 10_000; // a connection that lasted this long was a good one
const PING = 17;
const LATER = 48;

export const browser: World = {
  now: () => Date.now(),
  later(run, milliseconds) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
  chance: () => Math.random(),
  socket: (url) => new WebSocket(url) as Socket,
};

/**
 * Runs `machine` on `url` (ws: or wss:, with its path); `onChange` is called with a new view after
 * everything that may have changed it, and once at the start.
 */
export function connect<V, A>(
  url: string,
  machine: Machine<V, A>,
  onChange: (view: V) => void,
  world: World = browser,
): Connected<A> {
  return new Keeper(url, machine, onChange, world).start();
}

class Keeper<V, A> implements Connected<A> {
  private readonly url: string;
  private readonly machine: Machine<V, A>;
  private readonly onChange: (view: V) => void;
  private readonly world: World;
  private socket: Socket | undefined;
  private open = false;
  private since = 0; // when this socket was asked for, then when it opened
  private heard = 0;
  private asked: number | undefined;
  private tries = 0;
  private notBefore = 0;
  private cancel: () => void = () => undefined;
  private stopped = false;

  constructor(url: string, machine: Machine<V, A>, onChange: (view: V) => void, world: World) {
    this.url = url;
    this.machine = machine;
    this.onChange = onChange;
    this.world = world;
  }

  start(): this {
    this.tick();
    return this;
  }

  act(action: A): void {
    if (this.stopped) return;
    this.run((now) => this.machine.act(action, now));
  }

  wake(): void {
    if (this.stopped) return;
    this.notBefore = 0;
    this.tick();
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
    this.release();
  }

  /** One turn of the machine: what it has to send leaves, and the screen is told. */
  private run(turn: (now: number) => void): void {
    turn(this.world.now() / 1000);
    this.flush();
    if (this.machine.wants() === 'none') this.release();
    else if (this.socket === undefined) this.dial();
    if (this.machine.busy?.() === true) this.schedule(BUSY);
    this.onChange(this.machine.view());
  }

  private schedule(wait: number): void {
    this.cancel();
    // A turn may have stopped everything.
    if (!this.stopped) this.cancel = this.world.later(() => this.tick(), wait);
  }

  private flush(): void {
    if (!this.open) return;
    for (const raw of this.machine.drain()) this.socket?.send(raw);
  }

  private tick(): void {
    this.schedule(TICK); // before the turn, which may fail
    this.watch(this.world.now());
    this.run((seconds) => this.machine.tick(seconds));
    const due = (this.machine.due?.() ?? Infinity) * 1000 - this.world.now();
    if (due < TICK && this.machine.busy?.() !== true) this.schedule(Math.max(0, due));
  }

  private watch(now: number): void {
    if (this.socket === undefined) return;
    if (!this.open) {
      if (now - this.since >= DEADLINE) this.gone();
    } else if (this.asked !== undefined) {
      if (now - this.asked >= DEADLINE) this.gone();
    } else if (now - this.heard >= QUIET) {
      // Timers of a hidden page are slow, so only an unanswered question counts, never silence.
      this.asked = now;
      this.socket.send(encode([PING, 0]));
    }
    if (this.open && now - this.since >= SETTLED) this.tries = 0;
  }

  private dial(): void {
    const now = this.world.now();
    if (now < this.notBefore) return;
    const socket = this.world.socket(this.url);
    this.socket = socket;
    this.since = now;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.opened();
    socket.onmessage = ({ data }) => this.message(data);
    socket.onclose = () => this.closed();
  }

  private opened(): void {
    this.open = true;
    this.since = this.heard = this.world.now();
    this.asked = undefined;
    this.run((now) => this.machine.opened(now));
  }

  private message(data: unknown): void {
    if (!(data instanceof ArrayBuffer)) return this.closed(); // text is never spoken here
    const raw = new Uint8Array(data);
    this.heard = this.world.now();
    this.asked = undefined;
    if (raw[1] === LATER) this.pause(raw[2] ?? 0);
    try {
      this.run((now) => this.machine.frame(raw, now));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.closed(); // no relay says this
    }
  }

  /** The relay is stopping: all who hear it come back at different moments. */
  private pause(seconds: number): void {
    const most = Math.min(seconds * 1000, LONGEST_WAIT);
    this.notBefore = this.world.now() + most * (0.5 + this.world.chance() / 2);
  }

  private closed(): void {
    this.gone();
    this.onChange(this.machine.view());
  }

  /** The socket is lost: whatever it still says is not heard. */
  private gone(): void {
    this.release();
    const now = this.world.now();
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(this.tries, 10));
    this.tries += 1;
    this.notBefore = Math.max(this.notBefore, now + wait * (0.75 + this.world.chance() / 2));
    this.machine.lost(now / 1000);
  }

  private release(): void {
    const socket = this.socket;
    this.socket = undefined;
    this.open = false;
    this.asked = undefined;
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
