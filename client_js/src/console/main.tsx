/**
 * The console: one unlocked device at a time. Locking, leaving, or anything thrown anywhere ends
 * its lines and forgets its keys.
 */

import { render } from 'preact';
import { LocalFault } from '../core/errors.ts';
import type { DutyAction, DutyView, Problem } from '../core/views.ts';
import { CONSOLE, pick, SHARED, type Code } from '../ui/catalog/languages.ts';
import { readOrganisation, type Organisation } from '../ui/organisation.ts';
import { missing } from '../ui/support.ts';
import { open, type Working } from './opening.ts';
import { Stopped } from './stopped.tsx';
import { Unlock } from './unlock.tsx';
import { Work } from './work.tsx';

class Console {
  private readonly app: HTMLElement;
  private code: Code = pick(navigator.language);
  private stamp: Organisation | undefined;
  private working: Working | undefined;
  private view: DutyView | undefined;
  private stopped = false;
  /** False once locked: what a machine tells on its way out is not shown. */
  private live = false;
  private drawing = false;
  private problem: Problem | undefined;

  constructor(app: HTMLElement) {
    this.app = app;
  }

  start(): void {
    document.getElementById('static')?.remove();
    addEventListener('pagehide', () => this.lock());
    addEventListener('error', () => this.stop(undefined));
    addEventListener('unhandledrejection', () => this.stop(undefined));
    addEventListener('online', () => this.working?.wake());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.working?.wake();
    });
    addEventListener('beforeunload', (event) => {
      // People are waiting for an answer: closing this by mistake would end their conversations.
      if (this.view?.talks.some((talk) => talk.stage !== 'ended') === true) event.preventDefault();
    });
    if (missing(window as unknown as Record<string, unknown>) !== undefined) {
      this.stop('unsupported-browser');
      return;
    }
    this.stamp = readOrganisation(
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
    vault: Uint8Array,
    passphrase: string,
    progress: (done: number) => void,
  ): Promise<Problem | undefined> => {
    if (this.stamp === undefined || this.stopped) return 'foreign-vault';
    this.live = true;
    const opened = await open(this.stamp, vault, passphrase, progress, (view) => {
      if (!this.live) return;
      this.view = view;
      this.soon();
    });
    if (typeof opened === 'string') return opened;
    if (!this.live) opened.lock();
    else this.working = opened;
    return undefined;
  };

  /** Whether it was taken. If not, nothing has changed and nothing was sent. */
  private readonly act = (action: DutyAction): boolean => {
    try {
      this.working?.act(action);
      return this.working !== undefined;
    } catch (error) {
      if (!(error instanceof LocalFault)) this.stop('encryption-failed');
      return false;
    }
  };

  private readonly lock = (): void => {
    this.forget();
    this.draw();
  };

  private forget(): void {
    this.live = false;
    const working = this.working;
    this.working = undefined;
    this.view = undefined;
    render(null, this.app);
    this.app.textContent = '';
    working?.lock();
  }

  /** Draws once after all that happens now: an action may come out of the middle of a drawing. */
  private soon(): void {
    if (this.drawing) return;
    this.drawing = true;
    queueMicrotask(() => {
      this.drawing = false;
      try {
        this.draw();
      } catch {
        this.stop(undefined);
      }
    });
  }

  private draw(): void {
    const shared = SHARED[this.code];
    const words = CONSOLE[this.code];
    document.documentElement.lang = shared.code;
    document.documentElement.dir = shared.direction;
    const waiting = this.view?.talks.filter((talk) => talk.waitingForMe).length ?? 0;
    document.title = waiting > 0 ? `(${waiting}) ${words.title}` : words.title;
    const change = (code: Code): void => {
      this.code = code;
      this.draw();
    };
    if (this.stopped) {
      render(<Stopped problem={this.problem} shared={shared} words={words} />, this.app);
    } else if (this.view === undefined) {
      render(<Unlock code={this.code} onLanguage={change} open={this.unlock} />, this.app);
    } else {
      render(
        <Work
          view={this.view}
          code={this.code}
          now={Date.now() / 1000}
          onLanguage={change}
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
