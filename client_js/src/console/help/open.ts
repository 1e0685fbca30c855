/** Opens a part of the help pane from anywhere on the screen: by a key, or after a hard talk. */

import type { Tab } from './panel.ts';

type Listener = (tab: Tab) => void;

const listeners = new Set<Listener>();

/** Shows this part and puts the focus into it. Nothing happens while no pane is on the screen. */
export function openHelp(tab: Tab): void {
  for (const listener of listeners) listener(tab);
}

/** For the pane. Returns what ends it. */
export function onOpenHelp(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
