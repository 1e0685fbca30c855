/**
 * The page's part in leaving. The link, the keys, the cover and the going itself are early.js's,
 * which runs before this and without it; here is what is wiped, and where the link stands.
 */

/** What early.js says when the page is covered and about to go. */
const LEAVE = 'noview-leave';

/** `wipe` forgets everything: machine, keys, words on the screen. If it throws, the page goes anyway. */
export function armExit(wipe: () => void): void {
  document.addEventListener(LEAVE, wipe);
  document.documentElement.dataset['started'] = '';
}

/** What of a visual viewport counts here, in CSS pixels. */
export interface Sight {
  readonly offsetLeft: number;
  readonly offsetTop: number;
  readonly width: number;
  readonly scale: number;
}

/**
 * How to move what stands in the right upper corner of a page `pageWidth` wide so that it stands
 * in the same corner, and in the same size, of the part that can be seen; '' where all is seen.
 * Pinching and some on-screen keyboards move that part. Pure.
 */
export function inSight({ offsetLeft, offsetTop, width, scale }: Sight, pageWidth: number): string {
  const across = offsetLeft + width - pageWidth;
  if (scale === 1 && offsetTop < 1) return '';
  return `translate(${across}px,${offsetTop}px) scale(${1 / scale})`;
}

/** Keeps the exit in the corner of what can be seen. */
export function keepInSight(link: HTMLElement): void {
  const eye = window.visualViewport;
  if (!eye) return;
  const move = (): void => {
    link.style.transform = inSight(eye, document.documentElement.clientWidth);
  };
  eye.addEventListener('resize', move);
  eye.addEventListener('scroll', move);
}

/**
 * Whether the browser has put this page back (a reload, Back, a crashed or discarded tab): then
 * somebody may look for a chat that is gone. `type` is of PerformanceNavigationTiming. Pure.
 */
export function cameBack(type: string | undefined, discarded: boolean | undefined): boolean {
  return discarded === true || type === 'reload' || type === 'back_forward';
}
