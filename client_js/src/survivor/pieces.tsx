/** Small pieces of the survivor's screens. */

import type { ComponentChildren, JSX } from 'preact';

/** What an organisation has signed, or the page's own words: perhaps in another script than the page. */
export function Told({ text, look }: { text: string; look?: string }): JSX.Element | null {
  return text === '' ? null : (
    <p class={`told ${look ?? ''}`} dir="auto">
      {text}
    </p>
  );
}

export interface MoreProps {
  readonly title: string;
  readonly test: string;
  readonly children: ComponentChildren;
}

/** What not everybody needs, one tap away. It works and speaks without a script of ours. */
export function More({ title, test, children }: MoreProps): JSX.Element {
  return (
    <details class="more" data-test={test}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}
