/**
 * A part of an editor, closed until somebody opens it. Its fields are made then and stay: what is folded
 * away is not there for tools that read the page either, and hundreds of fields need not be drawn.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

export interface FoldProps {
  readonly test: string;
  readonly title: string;
  readonly children: () => JSX.Element;
}

export function Fold({ test, title, children }: FoldProps): JSX.Element {
  const [opened, setOpened] = useState(false);
  return (
    <details
      class="more"
      data-test={test}
      onToggle={(event) => setOpened(opened || event.currentTarget.open)}
    >
      <summary>{title}</summary>
      {opened && children()}
    </details>
  );
}
