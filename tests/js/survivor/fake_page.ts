/** A window with only what early.js asks of one, and a clock that the test turns. */

import { readFileSync } from 'node:fs';

const CODE = readFileSync('client_js/src/survivor/early.js', 'utf8');
const SHIFT = 16;

type Heard = Readonly<Record<string, unknown>>;
type Listener = (event: Heard) => void;

class FakeElement {
  readonly attributes: Record<string, string> = {};
  readonly heard: Record<string, Listener[]> = {};
  textContent: string | null = '';
  href = 'https://neutral.example/';

  constructor(attributes: Record<string, string> = {}) {
    Object.assign(this.attributes, attributes);
  }

  getAttribute(name: string): string | null {
    return this.attributes[name] ?? null;
  }

  hasAttribute(name: string): boolean {
    return name in this.attributes;
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes[name] = String(value);
  }

  removeAttribute(name: string): void {
    delete this.attributes[name];
  }

  addEventListener(name: string, run: Listener): void {
    (this.heard[name] ??= []).push(run);
  }

  hears(name: string, event: Heard = {}): void {
    for (const run of this.heard[name] ?? []) run(event);
  }
}

/** A page with an exit, in which early.js has run. Times are in seconds from its beginning. */
export class FakePage extends FakeElement {
  readonly exit = new FakeElement({ 'data-two': 'two', 'data-one': 'one', 'data-late': 'late', 'data-gone': 'gone' });
  readonly cover = new FakeElement({ hidden: '' });
  readonly pressed = new FakeElement();
  readonly plain = new FakeElement();
  readonly root = new FakeElement();
  /** What happened on leaving, in order. */
  readonly order: string[] = [];
  private now = 0;
  private timers: { readonly id: number; readonly at: number; readonly run: () => void }[] = [];
  private timer = 0;

  constructor(before?: (page: FakePage) => void) {
    super();
    before?.(this);
    const elements: Record<string, FakeElement> = {
      exit: this.exit,
      cover: this.cover,
      pressed: this.pressed,
      static: this.plain,
    };
    const page = this;
    const document = Object.assign(page, {
      documentElement: this.root,
      getElementById: (id: string) => elements[id] ?? null,
      createEvent: () => ({ initEvent() {} }),
      dispatchEvent: () => {
        page.order.push(page.cover.hasAttribute('hidden') ? 'seen' : 'covered', 'wiped');
      },
    });
    const window = Object.assign(new FakeElement(), {
      document,
      location: { replace: (address: string) => page.order.push(address) },
      setTimeout: (run: () => void, wait: number) => {
        page.timers.push({ id: (page.timer += 1), at: page.now + wait, run });
        return page.timer;
      },
      clearTimeout: (id: number | undefined) => {
        page.timers = page.timers.filter((one) => one.id !== id);
      },
      Date: class {
        valueOf(): number {
          return page.now;
        }
      },
    });
    this.window = window;
    new Function(CODE).call(window);
  }

  readonly window: FakeElement;

  at(seconds: number): this {
    const end = seconds * 1000;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.now = next.at;
      next.run();
    }
    this.now = end;
    return this;
  }

  down(keyCode: number, held: Heard = {}): this {
    this.hears('keydown', { keyCode, ...held });
    return this;
  }

  up(keyCode: number, held: Heard = {}): this {
    this.hears('keyup', { keyCode, ...held });
    return this;
  }

  /** Shift pressed and let go, alone. */
  shift(): this {
    return this.down(SHIFT).up(SHIFT);
  }

  get left(): boolean {
    return this.order.length > 0;
  }
}
