/** A part that scrolls only where little room is left: then it is a stop for the keys, else none. */

import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

function stop(element: HTMLElement | null): void {
  if (element === null || element === document.activeElement) return;
  if (element.scrollHeight > element.clientHeight + 1) element.tabIndex = 0;
  else element.removeAttribute('tabindex');
}

/** For the element that may scroll. `shown`: what is hidden needs no measuring. */
export function useScrollStop(shown: boolean): RefObject<HTMLElement | null> {
  const part = useRef<HTMLElement>(null);
  useEffect(() => {
    if (shown) stop(part.current);
  });
  useEffect(() => {
    const watch = new ResizeObserver(() => stop(part.current));
    if (part.current !== null) watch.observe(part.current);
    return () => watch.disconnect();
  }, []);
  return part;
}
