/** Said over a draft where a colleague has published a newer edition since it was begun. */

import type { JSX } from 'preact';
import type { SettingsWords } from '../../ui/catalog/words.ts';
import type { Which } from './drafts.ts';

export interface OvertakenProps {
  readonly which: Which;
  readonly overtaken: boolean;
  readonly words: SettingsWords;
}

export function Overtaken({ which, overtaken, words }: OvertakenProps): JSX.Element {
  return (
    <div role="status">
      {overtaken && (
        <p class="trouble" data-test={`${which}-overtaken`}>
          {words.overtaken}
        </p>
      )}
    </div>
  );
}
