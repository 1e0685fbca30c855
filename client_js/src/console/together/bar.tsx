/** What colleagues ask, where it is about no conversation of one's own yet: every stage of it. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StaffAskView } from '../../core/views_desk.ts';
import { TOGETHER } from '../../ui/catalog/languages.ts';
import type { TogetherWords } from '../../ui/catalog/words.ts';
import { Button } from '../../ui/parts.tsx';
import { fill, plain } from '../../ui/text.ts';
import { languageName } from '../../ui/tongue.ts';
import type { DeskProps } from '../desk_props.ts';
import { useKey } from '../shortcuts.ts';
import { elsewhere, isGoing, nameOf } from './asks.ts';
import { focusOn } from './focus.ts';
import { CatchUp } from './note.tsx';

/** What it is, in a sentence. */
export function calledText(ask: StaffAskView, told: TogetherWords, someone: string): string {
  const called = ask.stepIn ? 'step-in' : ask.why === 'abuse' ? 'abuse' : ask.purpose;
  return fill(told.called[called], { name: plain(ask.alias) || someone });
}

export function AskBar(props: DeskProps & { readonly away: boolean }): JSX.Element {
  const { view, day, code, away } = props;
  const told = TOGETHER[code];
  const [, again] = useState(0);
  const shown = elsewhere(view).filter((one) => !day.putAway.has(nameOf(one)));
  const words = view.staffTalks.find(({ unread }) => unread > 0);
  const go = (): void => document.querySelector<HTMLElement>('#asked button')?.focus();
  const gone = (name: string): void => {
    day.putAway.add(name);
    again(day.putAway.size);
    focusOn('asked-title', 'board-title', 'waiting');
  };
  useKey(day.keys, 'asked', go, shown.length > 0 && !away);
  const said = words && fill(told.quietOf, { name: plain(words.alias) });
  const unread = words && fill(props.words.unread, { count: words.unread });
  return (
    <section id="asked" class={shown.length > 0 ? 'alarms asked' : ''} aria-label={shown.length > 0 ? told.asked : undefined}>
      {/* Always there, so that what comes into it is said. */}
      <p class="unseen" role="status" data-test="quiet-news">
        {said} {unread}
      </p>
      <div aria-live="polite">
        {shown.length > 0 && (
          <>
            <h2 id="asked-title" tabIndex={-1}>
              {told.asked}
            </h2>
            <ul>
              {shown.map((one) => (
                <li key={nameOf(one)} data-test="asked" data-stage={one.stage}>
                  <Asked {...props} ask={one} hide={() => gone(nameOf(one))} />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}

type AskedProps = DeskProps & { readonly ask: StaffAskView; readonly hide: () => void };

function Asked(props: AskedProps): JSX.Element {
  const { ask, shared, code, act, hide } = props;
  const told = TOGETHER[code];
  const mine = !ask.mine && ask.stage === 'asked';
  const answer = (yes: boolean): void => {
    act({ do: 'staff-answer', colleague: ask.colleague, request: ask.request, yes });
    focusOn('asked-title');
  };
  return (
    <>
      <p>
        <strong>{calledText(ask, told, shared.someone)}</strong>
      </p>
      {ask.language !== '' && (
        <p class="hint">{fill(told.language, { language: plain(languageName(ask.language, shared.code)) })}</p>
      )}
      {!mine && <p data-test="asked-stage">{told.guest[ask.stage]}</p>}
      <div class="row">
        {mine && (
          <>
            <Button look="main" test="asked-yes" onPress={() => answer(true)}>
              {told.yes}
            </Button>
            <Button test="asked-no" onPress={() => answer(false)}>
              {told.no}
            </Button>
          </>
        )}
        {!isGoing(ask) && (
          <Button look="quiet" test="asked-hide" onPress={hide}>
            {told.hide}
          </Button>
        )}
      </div>
      <CatchUp {...props} back={() => focusOn('asked-title', 'waiting')} />
    </>
  );
}
