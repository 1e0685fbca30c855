/** A few words beside the work. More (referrals, safety plans) comes in its own time. */

import type { ComponentChildren, JSX } from 'preact';
import type { ConsoleWords } from '../ui/catalog/words.ts';

export interface HelpProps {
  readonly words: ConsoleWords;
  readonly children: ComponentChildren;
}

/** `children`: what else stands on this side of the desk. */
export function Help({ words, children }: HelpProps): JSX.Element {
  return (
    <aside class="pane help" aria-labelledby="help-title">
      {children}
      <h2 id="help-title">{words.help}</h2>
      <h3>{words.helpCare}</h3>
      <ul>
        {words.helpCareText.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <h3>{words.helpKeys}</h3>
      <ul>
        {words.helpKeysText.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </aside>
  );
}
