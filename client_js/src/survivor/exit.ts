/** Leaving at once. The link works before and without this script; here it also covers and wipes. */

export interface Exit {
  readonly link: HTMLAnchorElement;
  readonly cover: HTMLElement;
  /** Forgets everything: machine, keys, words on the screen. May throw; the page is left anyway. */
  readonly wipe: () => void;
}

/** Covers first, since what is seen matters first; then wipes; then goes, and leaves no way back. */
export function leave({ link, cover, wipe }: Exit): void {
  cover.hidden = false;
  try {
    wipe();
  } finally {
    location.replace(link.href);
  }
}

export function armExit(exit: Exit): void {
  const go = (event: Event): void => {
    event.preventDefault();
    leave(exit);
  };
  // Any button of the mouse and any key held: whoever presses this wants to be gone.
  exit.link.addEventListener('click', go);
  exit.link.addEventListener('auxclick', go);
}
