/**
 * A part of an editor, closed until somebody opens it. Its fields are made then and stay: what is folded
 * away is not there for tools that read the page either, and hundreds of fields need not be drawn.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

export interface FoldProps {
  readonly test: string;
  readonly title: string;
  /** How many stand in it, where that says something. */
  readonly count?: number;
  readonly children: () => JSX.Element;
}

export function Fold({ test, title, count, children }: FoldProps): JSX.Element {
  const [opened, setOpened] = useState(false);
  return (
    <details
      class="more"
      data-test={test}
      onToggle={(event) => setOpened(opened || event.currentTarget.open)}
    >
      <summary>
        {title} {count !== undefined && <span class="count">{count}</span>}
      </summary>
      {opened && children()}
    </details>
  );
}
