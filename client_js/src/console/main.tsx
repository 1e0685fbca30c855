/**
 * The console: one unlocked device at a time. Locking, leaving, idleness, or anything thrown
 * anywhere ends its lines and forgets its keys.
 */

import { render } from 'preact';
import { LocalFault } from '../core/errors.ts';
import type { DutyAction, DutyView, Problem } from '../core/views.ts';
import { CONSOLE, pick, SHARED, VAULT, type Code } from '../ui/catalog/languages.ts';
import { readStamped, type Stamped } from './stamped.ts';
import { missing } from '../ui/support.ts';
import { fill } from '../ui/text.ts';
import { Drawing } from './drawing.ts';
import type { Given } from './given.ts';
import { IDLE } from './idle.ts';
import { keepFocus } from './kept_focus.ts';
import { isLockKey, LockKey } from './lock_key.ts';
import type { Locking } from './lock.tsx';
import { Looking } from './looking.ts';
import { open, type UnlockProblem, type Working } from './opening.ts';
import { Outside } from './outside.tsx';
import { Stopped } from './stopped.tsx';
import { span } from './times.ts';
import { Unlocked } from './unlocked.tsx';
import { Watch } from './watch.ts';

class Console {
  private readonly app: HTMLElement;
  private code: Code = pick(navigator.language);
  private stamp: Stamped | undefined;
  private working: Working | undefined;
  private view: DutyView | undefined;
  private stopped = false;
  /** False once locked: what a machine tells on its way out is not shown. */
  private live = false;
  private acting = false;
  private readonly drawing = new Drawing(
    () => this.draw(),
    () => this.stop(undefined),
  );
  private problem: Problem | undefined;
  private readonly watch = new Watch();
  private readonly lockKey = new LockKey();
  private readonly looking = new Looking();
  private locking: Locking;
  /** Why it is locked, where it was unlocked before. */
  private lockedBy: 'person' | 'idle' | undefined;

  constructor(app: HTMLElement) {
    this.app = app;
  }

  start(): void {
    document.getElementById('static')?.remove();
    addEventListener('pagehide', () => this.lock());
    addEventListener('error', () => this.stop(undefined));
    addEventListener('unhandledrejection', () => this.stop(undefined));
    addEventListener('online', () => this.working?.wake());
    addEventListener('storage', () => this.working?.stored());
    addEventListener('keydown', (event) => this.pressed(event), true);
    addEventListener('pointerdown', () => this.touched(), true);
    addEventListener('focus', () => this.looking.alerts.look());
    keepFocus();
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) return;
      this.looking.alerts.seen();
      this.idle(); // before anything is painted: the computer may have slept
      this.working?.wake();
    });
    addEventListener('beforeunload', (event) => {
      // People are waiting for an answer: closing this by mistake would end their conversations.
      if (this.view?.talks.some((talk) => talk.stage !== 'ended') === true) event.preventDefault();
    });
    if (missing(window as unknown as Record<string, unknown>) !== undefined) {
      this.stop('unsupported-browser');
      return;
    }
    this.stamp = readStamped(
      document.querySelector('script[type="application/json"]')?.textContent,
    );
    this.draw();
  }

  /** The safe end: locked, and said in words. */
  stop(problem: Problem | undefined): void {
    if (this.stopped) return;
    this.stopped = true;
    this.problem = problem;
    try {
      this.forget();
    } finally {
      this.draw();
    }
  }

  private readonly unlock = async (
    given: Given,
    passphrase: string,
    progress: (done: number) => void,
  ): Promise<UnlockProblem | undefined> => {
    if (this.stamp === undefined || this.stopped) return 'foreign-vault';
    this.live = true;
    this.lockedBy = undefined;
    this.watch.touched(Date.now() / 1000);
    const opened = await open(this.stamp, given, passphrase, progress, (view) => {
      if (!this.live) return;
      this.view = view;
      this.watch.saw(view, Date.now() / 1000);
      if (this.idle()) return;
      this.looking.look(view, this.code, this.act);
      // What a person does is seen at once.
      if (this.acting) this.drawing.soon();
      else this.drawing.later();
    });
    if (typeof opened === 'string') return opened;
    if (!this.live) opened.lock();
    else this.working = opened;
    return undefined;
  };

  /** Whether it was taken. If not, nothing has changed and nothing was sent. */
  private readonly act = (action: DutyAction): boolean => {
    // What the console does by itself may stand in the middle of what a person does.
    const before = this.acting;
    try {
      this.acting = true;
      this.working?.act(action);
      return this.working !== undefined;
    } catch (error) {
      if (!(error instanceof LocalFault)) this.stop('encryption-failed');
      return false;
    } finally {
      this.acting = before;
    }
  };

  private readonly lock = (): void => {
    if (this.view !== undefined) this.lockedBy = 'person';
    this.forget();
    this.draw();
  };

  private readonly touched = (): void => {
    this.watch.touched(Date.now() / 1000);
    if (this.locking !== undefined) {
      this.locking = undefined;
      this.drawing.soon();
    }
  };

  private pressed(event: KeyboardEvent): void {
    this.touched();
    if (this.view === undefined || !isLockKey(event)) return;
    event.preventDefault();
    if (this.lockKey.pressed(Date.now() / 1000) === 'lock') {
      this.lock();
      return;
    }
    this.locking = 'key';
    this.drawing.soon();
  }

  /** Whether it locked itself just now. The machine's tick brings us here every second. */
  private idle(): boolean {
    if (this.view === undefined) return false;
    const now = Date.now() / 1000;
    const found = this.watch.idle(now);
    if (found.do === 'lock') {
      this.forget();
      this.lockedBy = 'idle';
      this.draw();
      return true;
    }
    if (found.do === 'warn') this.locking = 'idle';
    else if (this.locking === 'key' && !this.lockKey.asking(now)) this.locking = undefined;
    return false;
  }

  private forget(): void {
    this.live = false;
    const working = this.working;
    this.working = undefined;
    this.view = undefined;
    this.locking = undefined;
    this.watch.forget();
    this.looking.forget();
    render(null, this.app);
    this.app.textContent = '';
    working?.lock();
    // Every script's engine remembers the last text that a pattern has matched: let it be this one.
    /^$/.test('');
  }

  private readonly change = (code: Code): void => {
    this.code = code;
    this.draw();
  };

  private draw(): void {
    const { code, stamp, working, view } = this;
    const [shared, words] = [SHARED[code], CONSOLE[code]];
    document.documentElement.lang = shared.code;
    document.documentElement.dir = shared.direction;
    document.title = this.looking.title(view, code);
    if (this.stopped || stamp === undefined) {
      render(<Stopped problem={this.problem} shared={shared} words={words} />, this.app);
    } else if (view === undefined || working === undefined) {
      const locked = { idle: fill(VAULT[code].lockedIdle, { time: span(IDLE / 60, 'minute', code) }), person: VAULT[code].locked };
      render(
        <Outside
          {...{ stamp, code }}
          locked={this.lockedBy && locked[this.lockedBy]}
          onLanguage={this.change}
          unlock={this.unlock}
        />,
        this.app,
      );
    } else {
      render(
        <Unlocked
          {...{ stamp, code, view, working }}
          now={Date.now() / 1000}
          locking={this.locking}
          day={this.looking.day}
          alerts={this.looking.alerts}
          stay={this.touched}
          onLanguage={this.change}
          act={this.act}
          lock={this.lock}
        />,
        this.app,
      );
    }
  }
}

const app = document.getElementById('app');
if (app !== null) {
  const page = new Console(app);
  try {
    page.start();
  } catch {
    // A page that was stamped wrongly, or not at all.
    page.stop('wrong-fingerprint');
  }
}
