/** A few emoji to put into a message, where the organisation wants them; what people send is shown anyway. */

import type { JSX } from 'preact';
import { settingOf } from '../../core/handbook_view.ts';
import type { PanelProps } from './panel.ts';

/** Calm ones. A screen reader has a name for each, in the language of whoever listens. */
export const EMOJI: readonly string[] = ['🙂', '💛', '🤝', '🌱', '☀️', '🌙'];

export function Emoji({ handbook, help, insert }: PanelProps): JSX.Element | null {
  if (settingOf(handbook, 'emoji') !== '1') return null;
  return (
    <div class="row" role="group" aria-label={help.emoji} data-test="emoji">
      {EMOJI.map((one) => (
        <button key={one} type="button" class="button plain" data-test="emoji-use" onClick={() => insert(one)}>
          {one}
        </button>
      ))}
    </div>
  );
}
