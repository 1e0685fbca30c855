/**
 * The survivor's page: reads what it was stamped with, runs one visit, and forgets it.
 *
 * It fails closed. Whatever is thrown, wherever, ends with everything wiped, a screen that says so,
 * and the phone numbers that stand in the page itself. Nothing is ever stored.
 */

import { render } from 'preact';
import { LocalFault } from '../core/errors.ts';
import { lettersRead } from '../core/letters.ts';
import type { Problem, VisitAction, VisitView } from '../core/views.ts';
import { Erased } from '../screens/ended.tsx';
import { common } from '../screens/pieces.tsx';
import type { Words } from '../screens/props.ts';
import { readOrganisation, type Organisation } from '../ui/organisation.ts';
import { Languages } from '../ui/parts.tsx';
import { missing } from '../ui/support.ts';
import { exitAddress } from '../ui/text.ts';
import { App } from './app.tsx';
import { armExit, keepInSight } from './exit.ts';
import { Stopped } from './stopped.tsx';
import { Who } from './who.tsx';
import { startVisit, type Visiting } from './visiting.ts';
import { choose, readWords } from './words.ts';

/** How long the last screen of a chat that the other side ended stays, with what was answered on it. */
const LAST_MILLISECONDS = 10 * 60 * 1000;

type Phase = 'running' | 'erased' | 'stopped' | 'gone';

/** Not a reload: to somebody who finds this page, the next one must not speak of a chat before it. */
const again = (): void => location.replace(location.href);

function part<E extends HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page lacks its part ${id}`);
  return found as E;
}

class Page {
  private readonly app = part('app');
  private readonly languages = part('languages');
  private readonly who = part('who');
  private readonly fallback = part('static');
  private readonly exit = part<HTMLAnchorElement>('exit');
  private phase: Phase = 'running';
  private all: readonly Words[] = [];
  private words: Words | undefined;
  private problem: Problem | undefined;
  private visiting: Visiting | undefined;
  private view: VisitView | undefined;
  /** After a chat of which nothing may be said any more: whoever looks now may be somebody else. */
  private silent = false;
  /** She asked not to be written to again: the last screen says that it holds. */
  private unwanted = false;
  private last: ReturnType<typeof setTimeout> | undefined;
  private drawing: ReturnType<typeof setTimeout> | undefined;
  private stamp: Organisation | undefined;
  /** The last knock without its words, and whether to knock so again. */
  private knocked: VisitAction | undefined;
  private again = false;

  start(): void {
    armExit(() => this.forget('gone'));
    keepInSight(this.exit);
    // A page that is left, or kept by the browser for "back", holds nothing any more.
    addEventListener('pagehide', () => this.forget('gone'));
    addEventListener('pageshow', (event) => {
      if (event.persisted) location.reload();
    });
    addEventListener('error', () => this.stop(undefined));
    addEventListener('unhandledrejection', () => this.stop(undefined));
    // The script itself was long work. The rest follows by itself, so that the exit can come between.
    this.soon(() => this.begin());
  }

  private begin(): void {
    const all = readWords(document.getElementById('noview-words')?.textContent);
    this.all = all;
    this.words = choose(all, navigator.languages);
    if (missing(window as unknown as Record<string, unknown>) !== undefined) {
      this.stop('unsupported-browser');
      return;
    }
    const stamp = readOrganisation(
      document.getElementById('noview-organisation')?.textContent,
      lettersRead,
    );
    document.title = stamp.title || document.title;
    this.fallback.hidden = true;
    this.stamp = stamp;
    this.soon(() => this.visit(stamp));
    addEventListener('online', () => this.visiting?.wake());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.visiting?.wake();
    });
  }

  private visit(stamp: Organisation): void {
    const visiting = startVisit(stamp, (view) => this.changed(view));
    if (this.phase === 'running') this.visiting = visiting;
    else visiting.leave();
  }

  /** After a person who may no longer answer: into the line again, as somebody new. */
  private readonly another = (): void => {
    const { knocked, stamp } = this;
    this.forget('erased');
    this.phase = 'running';
    this.knocked = knocked;
    this.again = true;
    if (stamp !== undefined) this.visit(stamp);
  };

  /** The safe end: everything is forgotten, and the page says so beside the phone numbers. */
  stop(problem: Problem | undefined): void {
    if (this.phase === 'gone' || this.phase === 'stopped') return;
    this.problem = problem;
    try {
      this.forget('stopped');
    } finally {
      this.fallback.hidden = false;
      this.fallback.dataset['shown'] = '';
      this.draw();
    }
  }

  private changed(view: VisitView): void {
    if (this.phase !== 'running') return;
    this.view = view;
    // Refused without a notice that could be checked: the numbers in the page itself are what is left.
    this.fallback.hidden = !(view.stage === 'refused' && view.notice === undefined);
    this.exit.href = exitAddress(view.notice?.exitAddress ?? '') ?? this.exit.href;
    if (view.stage === 'ended') {
      // Only who lost a person without wanting it goes on with what was answered before.
      if (view.ended?.reason !== 'revoked') this.knocked = undefined;
      const idle = view.ended?.reason === 'idle';
      const silent = idle && view.notice?.policy('idle-end') === 'silence';
      this.silent = silent;
      this.unwanted = view.ended?.reason === 'unwanted';
      if ((view.ended?.byMe === true && view.survey !== 'asked') || silent || view.survey === 'sent') {
        this.erase();
        return;
      }
      if (view.problem === 'encryption-failed') {
        this.stop(view.problem);
        return;
      }
      this.last ??= setTimeout(() => this.erase(), LAST_MILLISECONDS);
    }
    if (this.again && view.stage === 'ready') {
      this.again = false;
      const { knocked } = this;
      // Not in the middle of what the machine is just telling.
      if (knocked !== undefined && view.desk === 'open') queueMicrotask(() => this.act(knocked));
    }
    // What is over must not show for another moment.
    if (view.stage === 'ended') this.draw();
    else this.drawing ??= this.soon(() => this.draw());
  }

  /**
   * In a task of its own: a press of the exit never waits for more than one piece of work. Half a
   * screen may show half a truth, so a fault in it ends the visit like any other.
   */
  private soon(work: () => void): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.drawing = undefined;
      if (this.phase === 'gone') return;
      try {
        work();
      } catch {
        this.stop(undefined);
      }
    });
  }

  /** Whether it was taken. If not, nothing has changed and nothing was sent. */
  private readonly act = (action: VisitAction): boolean => {
    try {
      this.visiting?.act(action);
      if (action.do === 'knock') this.knocked = { ...action, first: '' };
      return this.visiting !== undefined;
    } catch (error) {
      if (!(error instanceof LocalFault)) this.stop('encryption-failed');
      return false;
    }
  };

  private erase(): void {
    this.forget('erased');
    this.draw();
  }

  /** Takes the words off the screen first, then ends the visit and lets go of it. */
  private forget(phase: Phase): void {
    if (this.phase === 'gone') return;
    this.phase = phase;
    clearTimeout(this.last);
    this.last = this.knocked = undefined;
    for (const root of [this.app, this.who]) {
      render(null, root);
      root.textContent = '';
    }
    const visiting = this.visiting;
    this.visiting = undefined;
    if (this.view !== undefined) this.notice = this.view.notice;
    this.view = undefined;
    visiting?.leave();
  }

  private notice: VisitView['notice'];

  private draw(): void {
    // Without words there is only what stands in the page itself.
    if (this.words === undefined) return;
    // Each screen brings a title of its own.
    document.getElementById('alone')?.remove();
    const { shared, survivor: words } = this.words;
    document.documentElement.lang = shared.code;
    document.documentElement.dir = shared.direction;
    this.exit.textContent = words.exit;
    this.exit.title = words.exitHelp;
    // early.js knows them by these names, which as strings stay as they are.
    for (const one of ['two', 'one', 'late', 'gone'] as const) {
      this.exit.dataset[one] = words.leaving[one];
    }
    if (this.phase === 'gone') return;
    const change = (code: string): void => {
      this.words = this.all.find((one) => one.shared.code === code);
      this.draw();
    };
    const tongues = this.all.map((one) => one.shared);
    render(<Languages all={tongues} words={shared} onChange={change} />, this.languages);
    if (this.phase === 'stopped') {
      render(<Stopped problem={this.problem} shared={shared} words={words} />, this.app);
    } else if (this.phase === 'erased') {
      const { silent, unwanted } = this;
      const last = { ...common(this.notice, this.words), silent, unwanted, again };
      render(<Erased {...last} />, this.app);
    } else if (this.view !== undefined) {
      const now = (): number => Date.now() / 1000;
      const { stage, people, notice } = this.view;
      const organisation = notice?.organisation ?? '';
      const who = <Who people={people} organisation={organisation} shared={shared} words={words} />;
      render(stage === 'talking' ? who : null, this.who);
      render(
        <App
          view={this.view}
          words={this.words}
          now={now}
          act={this.act}
          erase={() => this.erase()}
          another={this.another}
          again={again}
        />,
        this.app,
      );
    }
  }
}

const page = new Page();
try {
  page.start();
} catch {
  // A page that was stamped wrongly, or a browser without what every browser has.
  page.stop(undefined);
}
