/** A list of what was found, walked with the arrow keys: one stop for Tab, however long it is. */

import type { ComponentChildren, JSX, TargetedKeyboardEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { HelpWords } from '../../ui/catalog/words.ts';
import type { FieldElement } from '../../ui/field.tsx';
import { fill } from '../../ui/text.ts';

export interface Row {
  /** Stable among the rows. */
  readonly key: string;
  /** What the button says; what it is about follows in `children`. */
  readonly says: string;
  /** For screen readers: with the name of what it is about. */
  readonly label: string;
  /** Nothing can be put into a message; pressing says why. */
  readonly barred: boolean;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

export interface ResultsProps {
  readonly test: string;
  readonly label: string;
  readonly rows: readonly Row[];
  /** Up from the first row leads back here. */
  readonly above: string;
}

export function Results({ test, label, rows, above }: ResultsProps): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const [chosen, setChosen] = useState('');
  const current = rows.some((row) => row.key === chosen) ? chosen : (rows[0]?.key ?? '');
  const move = (event: TargetedKeyboardEvent<HTMLUListElement>): void => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0) document.getElementById(above)?.focus();
    else buttons[Math.min(to, buttons.length - 1)]?.focus();
  };
  return (
    <ul ref={list} class="results" data-test={test} aria-label={label} onKeyDown={move}>
      {rows.map((row) => (
        <li key={row.key} class="result" data-test={`${test}-item`}>
          <div id={`${test}-${row.key}`} class="about">
            {row.children}
          </div>
          <button
            type="button"
            class="button plain"
            data-test={`${test}-use`}
            tabIndex={row.key === current ? 0 : -1}
            aria-label={row.label}
            aria-describedby={`${test}-${row.key}`}
            aria-disabled={row.barred ? 'true' : undefined}
            onFocus={() => setChosen(row.key)}
            onClick={row.onPress}
          >
            {row.says}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Keys of the box above the list: down into it, and Enter takes the first row. */
export function intoResults(
  test: string,
  rows: readonly Row[],
): (event: TargetedKeyboardEvent<FieldElement>) => void {
  return (event) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      document.querySelector<HTMLElement>(`[data-test="${test}-use"]`)?.focus();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      rows[0]?.onPress();
    }
  };
}

/** How many there are; said by a screen reader when it changes. */
export function Count({ shown, all, words }: { shown: number; all: number; words: HelpWords }): JSX.Element {
  const text = shown < all ? fill(words.foundMore, { shown, count: all }) : fill(words.found, { count: all });
  return (
    <p class="hint" role="status" data-test="found">
      {all === 0 ? words.nothing : text}
    </p>
  );
}
