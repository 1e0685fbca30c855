/** Which keys do what. */

import type { JSX } from 'preact';
import type { HelpWords } from '../../ui/catalog/words.ts';
import type { ConsoleWords } from '../../ui/catalog/words.ts';
import { FIRST, type Tab } from './panel.ts';

/** Function keys: neither browsers nor screen readers need these for themselves; F8 locks. */
export const KEYS: readonly (readonly [key: string, tab: Exclude<Tab, 'team'>])[] = [
  ['F2', 'crisis'],
  ['F4', 'texts'],
  ['F9', 'services'],
];

/** A key, or several, and what it does. */
export interface KeyLine {
  readonly keys: string;
  readonly says: string;
}

export interface KeysPanelProps {
  readonly help: HelpWords;
  readonly words: ConsoleWords;
  /** Those of the rest of the screen. */
  readonly keys: readonly KeyLine[];
}

export function KeysPanel({ help, words, keys }: KeysPanelProps): JSX.Element {
  const own = KEYS.map(([key, tab]): KeyLine => ({ keys: key, says: help.tabs[tab] }));
  const back: KeyLine = { keys: 'Esc', says: help.back };
  return (
    <>
      <h3 id={FIRST.keys} tabIndex={-1}>
        {words.helpKeys}
      </h3>
      <dl class="key-list">
        {[...own, back, ...keys].map((line) => (
          <div key={line.keys}>
            <dt>
              <kbd dir="ltr">{line.keys}</kbd>
            </dt>
            <dd>{line.says}</dd>
          </div>
        ))}
      </dl>
      <ul>
        {words.helpKeysText.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}
