/** The waiting line: who has knocked and is for me, the longest wait first; the others one key away. */

import type { JSX } from 'preact';
import type { KnockView } from '../core/views.ts';
import { Button } from '../ui/parts.tsx';
import { fill, plain } from '../ui/text.ts';
import { languageName } from '../ui/tongue.ts';
import { Answers } from './answers.tsx';
import { hasRoom } from './desk/alarms.ts';
import { waitedFor } from './desk/serves.ts';
import type { DeskProps } from './desk_props.ts';
import { useKey } from './shortcuts.ts';
import { lasting } from './times.ts';
import { AwayKnock } from './together/away.tsx';
import { Stated } from './together/stated.tsx';

export interface WaitingProps extends DeskProps {
  readonly onClaim: (key: string) => void;
}

/** Whole minutes that a knock has waited. */
export function minutesWaited(knock: KnockView, now: number): number {
  return Math.floor(waitedFor(knock, now) / 60);
}

/** The language, where it is known, and the wait, once there is one to speak of. */
function about(language: string, minutes: number, { words, shared, code }: WaitingProps): string {
  const waited = minutes < 1 ? '' : fill(words.waited, { time: lasting(minutes, code) });
  return [plain(languageName(language, shared.code)), waited].filter((one) => one !== '').join(' · ');
}

/** One in the line, and why not for me, where that is so. */
interface Shown {
  readonly knock: KnockView;
  readonly why?: 'language' | 'specialty';
}

export function Waiting(props: WaitingProps): JSX.Element {
  const { view, words, today, day, now, redraw, onClaim } = props;
  const working = view.stage === 'on-duty';
  const full = working && view.pausedUntil === undefined && !hasRoom(view);
  // Until it is clear which documents are the organisation's, nobody new is taken.
  const able = hasRoom(view) && !view.warnings.includes('documents-disagree');
  const { mine, others } = day.line(view, now);
  const all: readonly Shown[] = [...mine.map((knock) => ({ knock })), ...(day.everybody ? others : [])];
  // As before, whoever has waited longest is first, whoever that is for.
  const shown = [...all].sort((a, b) => waitedFor(b.knock, now) - waitedFor(a.knock, now));
  const next = mine.find(({ state }) => state === 'waiting');
  const turn = (): void => {
    day.everybody = !day.everybody;
    redraw();
  };
  useKey(day.keys, 'answer', () => next !== undefined && onClaim(next.key), able && next !== undefined);
  useKey(day.keys, 'everybody', turn, working);
  return (
    <section id="waiting" class="pane waiting" aria-labelledby="waiting-title" tabIndex={-1}>
      <h2 id="waiting-title">{words.waitingLine}</h2>
      <Stated {...props} />
      <p class="hint" role="status" data-test="waiting-count">
        {!working ? words.notOnDuty : view.knocks.length === 0 ? words.nobodyWaits : fill(words.waitingCount, { count: view.knocks.length })}
      </p>
      {full && <p class="hint">{words.atLimit}</p>}
      {others.length > 0 && (
        <div class="filter">
          <p class="hint" data-test="for-me">
            {mine.length === 0 ? today.noneForMe : fill(today.forMe, { count: mine.length })}
          </p>
          <p class="hint" data-test="for-others">
            {fill(today.otherPeople, { count: others.length })}
          </p>
          <Button test="everybody" onPress={turn}>
            {day.everybody ? today.showMine : today.showEverybody}
          </Button>
        </div>
      )}
      {shown.length > 0 && (
        <ol class="knocks">
          {shown.map((one) => (
            <Knock key={one.knock.key} {...one} able={able} {...props} />
          ))}
        </ol>
      )}
    </section>
  );
}

type KnockProps = WaitingProps & Shown & { readonly able: boolean };

function Knock(props: KnockProps): JSX.Element {
  const { view, knock, why, able, now, shared, words, today, rules, onClaim } = props;
  const name = plain(knock.addressAs) || words.noName;
  const waited = minutesWaited(knock, now);
  if (knock.state === 'unreadable') {
    return (
      <li class="knock" data-test="knock-item" data-state="unreadable">
        <p>{words.unreadable}</p>
        <p class="hint">{about('', waited, props)}</p>
      </li>
    );
  }
  const long = able && why === undefined && waited >= rules.answerWithin;
  return (
    <li
      id={`knock-${knock.key}`}
      class={long ? 'knock waits' : 'knock'}
      data-test="knock-item"
      data-state={knock.state}
      data-mine={String(why === undefined)}
    >
      <h3>{name}</h3>
      <p class="hint">
        {about(knock.language, waited, props)}
      </p>
      {why !== undefined && (
        <p class="hint" data-test="not-mine">
          {today.notMine[why]}
        </p>
      )}
      {knock.first === '' ? (
        <p class="hint">{words.noFirst}</p>
      ) : (
        <>
          <p class="unseen">{words.firstSays}</p>
          <p class="words" dir="auto" translate={false} data-test="first">
            {knock.first}
          </p>
        </>
      )}
      <Answers answers={knock.answers} notice={view.notice} code={shared.code} words={words} />
      <Button
        look="main"
        test="claim"
        label={fill(words.claimOf, { name })}
        disabled={!able || knock.state === 'claiming'}
        onPress={() => onClaim(knock.key)}
      >
        {knock.state === 'claiming' ? words.claiming : words.claim}
      </Button>
      {/* Far from it, so that a slip of the hand turns nobody away. */}
      <div class="apart">
        <AwayKnock {...props} name={name} />
      </div>
    </li>
  );
}
