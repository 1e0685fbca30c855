/**
 * Whoever works by keys alone is never left at nowhere. When what had the focus is taken away, hidden
 * or switched off, and nobody has said where to go on, the focus goes back to where it was before in
 * the same part of the screen, else to that part's heading. What a pointer has left on purpose is left.
 */

/** What is read and walked as one. */
const PARTS = 'section, header, footer, aside, main, li, details';
const HEADINGS = 'h1, h2, h3, h4, h5, summary';
/** Steps that are remembered: more than lead into any question and out of it. */
const MOST = 40;

function usable(one: HTMLElement): boolean {
  return one.isConnected && one.getClientRects().length > 0 && !one.matches(':disabled');
}

function isNowhere(): boolean {
  const { activeElement } = document;
  // What is switched off is nowhere too: the browser takes the focus from it a little later.
  return activeElement === null || activeElement === document.body || activeElement.matches(':disabled');
}

class FocusKeeper {
  /** Where the focus was, the newest last. Nothing that is gone stays here: it may hold words. */
  private past: readonly HTMLElement[] = [];
  /** The newest of them; undefined once it is gone. */
  private newest: HTMLElement | undefined;
  /** What is around it, the nearest first. */
  private around: readonly HTMLElement[] = [];
  /** Whether it is still wanted where it was. */
  private wanted = false;
  private byKeys = false;
  private looking = false;

  came(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement) || target === document.body) return;
    this.past = [...this.past.filter((one) => one !== target), target].slice(-MOST);
    this.newest = target;
    const around: HTMLElement[] = [];
    for (let one = target.parentElement; one !== null; one = one.parentElement) around.push(one);
    this.around = around;
    this.wanted = true;
    this.byKeys = target.matches(':focus-visible');
  }

  /** By a pointer, or out of the page: what it has left could have kept it. */
  left(target: EventTarget | null): void {
    setTimeout(() => {
      if (!isNowhere() || !(target instanceof HTMLElement)) return;
      if (usable(target)) this.wanted = false;
      else this.soon();
    }, 0);
  }

  changed(): void {
    this.past = this.past.filter((one) => one.isConnected);
    this.around = this.around.filter((one) => one.isConnected);
    if (this.newest?.isConnected === false) this.newest = undefined;
    this.soon();
  }

  private soon(): void {
    if (this.looking || !this.wanted) return;
    this.looking = true;
    // After the browser has drawn it, and after everybody who knows better where to go.
    requestAnimationFrame(() => setTimeout(() => this.look(), 0));
  }

  private look(): void {
    this.looking = false;
    if (!this.wanted || !isNowhere()) return;
    const to = this.next();
    if (to === undefined) return;
    if (to.tabIndex < 0 && !to.hasAttribute('tabindex')) {
      to.tabIndex = -1;
      to.addEventListener('blur', () => to.removeAttribute('tabindex'), { once: true });
    }
    // Nothing jumps before the eyes of somebody who has only pressed with a pointer.
    to.focus({ preventScroll: !this.byKeys });
  }

  private next(): HTMLElement | undefined {
    // Of what was only switched off, no neighbor: a second press must not do something else.
    const past = this.newest === undefined ? [...this.past].reverse() : [];
    for (const part of this.around) {
      if (!part.matches(PARTS) || !usable(part)) continue;
      const before = past.find((one) => part.contains(one) && usable(one));
      if (before !== undefined) return before;
      if (part.hasAttribute('tabindex')) return part;
      const heading = [...part.querySelectorAll<HTMLElement>(HEADINGS)].find(usable);
      if (heading !== undefined) return heading;
    }
    return [...document.querySelectorAll<HTMLElement>('h1')].find(usable);
  }
}

/** From now on, for as long as the page lives. */
export function keepFocus(): void {
  const keeper = new FocusKeeper();
  document.addEventListener('focusin', ({ target }) => keeper.came(target));
  document.addEventListener('focusout', ({ target }) => keeper.left(target));
  new MutationObserver(() => keeper.changed()).observe(document.body, {
    attributes: true,
    attributeFilter: ['hidden', 'disabled', 'open'],
    childList: true,
    subtree: true,
  });
}
