/** What people outside are told while the desk is not simply open: for everybody who works at it. */

import type { JSX } from 'preact';
import type { StateView } from '../../core/views_desk.ts';
import { type Code, TOGETHER } from '../../ui/catalog/languages.ts';
import { fill } from '../../ui/text.ts';
import type { DeskProps } from '../desk_props.ts';
import { moment } from '../times.ts';
import { ownWords, read, shownKey } from './stating.ts';

/** Seconds: an end that is further away tells nobody anything. */
const FAR = 30 * 86_400;

/** What stands, in a sentence, and until when where that is near enough to plan by. */
export function standing({ mode, expires }: StateView, now: number, code: Code): string {
  const told = TOGETHER[code];
  if (expires - now > FAR) return fill(told.standsOnly, { mode: told.modes[mode] });
  return fill(told.stands, { mode: told.modes[mode], time: moment(expires, now, code) });
}

/** Said once when it changes; a desk that is open needs no words. */
export function Stated({ view, code, now }: Pick<DeskProps, 'view' | 'code' | 'now'>): JSX.Element {
  const { state, notice } = view;
  const told = TOGETHER[code];
  const words = state === undefined ? [] : read(notice, shownKey(state.mode, state.text), ownWords);
  // In the language of this screen, where the notice has it.
  const mine = words.find(({ language }) => language.toLowerCase().split('-')[0] === code) ?? words[0];
  const says = state !== undefined && (state.mode !== 'open' || mine !== undefined);
  return (
    // Always there, so that what comes into it is said.
    <div role="status">
      {says && (
        <div class="stated stated-here" data-test="stated-here" data-mode={state.mode}>
          <p>
            <strong>{standing(state, now, code)}</strong>
          </p>
          {mine !== undefined && (
            <>
              <p class="hint">{told.desk}</p>
              <p class="words" dir="auto" translate={false}>
                {mine.words}
              </p>
            </>
          )}
        </div>
      )}
    </div>
  );
}
