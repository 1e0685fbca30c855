/** The waiting line: everyone who has knocked, first come first. */

import type { JSX } from 'preact';
import type { KnockView } from '../core/views.ts';
import type { ConsoleWords } from '../ui/catalog/words.ts';
import { Button } from '../ui/parts.tsx';
import { fill, plain } from '../ui/text.ts';
import { languageName } from '../ui/tongue.ts';
import { Answers } from './answers.tsx';
import type { WorkProps } from './header.tsx';

export interface WaitingProps extends WorkProps {
  /** Seconds since 1970. */
  readonly now: number;
  readonly onClaim: (key: string) => void;
}

/** Whole minutes that a knock has waited. */
export function minutesWaited(knock: KnockView, now: number): number {
  return Math.max(0, Math.floor((knock.waited + now - knock.toldAt) / 60));
}

function waitedText(minutes: number, words: ConsoleWords): string {
  return minutes < 1 ? words.waitedLess : fill(words.waited, { count: minutes });
}

export function Waiting(props: WaitingProps): JSX.Element {
  const { view, words } = props;
  const open = view.talks.filter((talk) => talk.stage !== 'ended').length;
  const full = open >= view.limit;
  const working = view.stage === 'on-duty';
  // Until it is clear which documents are the organisation's, nobody new is taken.
  const clear = !view.warnings.includes('documents-disagree');
  return (
    <section id="waiting" class="pane" aria-labelledby="waiting-title" tabIndex={-1}>
      <h2 id="waiting-title">{words.waitingLine}</h2>
      <p class="hint" role="status" data-test="waiting-count">
        {!working ? words.notOnDuty : view.knocks.length === 0 ? words.nobodyWaits : fill(words.waitingCount, { count: view.knocks.length })}
      </p>
      {working && full && <p class="hint">{words.atLimit}</p>}
      <ol class="knocks">
        {view.knocks.map((knock) => (
          <Knock key={knock.key} knock={knock} able={working && clear && !full} {...props} />
        ))}
      </ol>
    </section>
  );
}

type KnockProps = WaitingProps & { readonly knock: KnockView; readonly able: boolean };

function Knock({ view, knock, able, now, shared, words, onClaim }: KnockProps): JSX.Element {
  const name = plain(knock.addressAs) || words.noName;
  if (knock.state === 'unreadable') {
    return (
      <li class="knock" data-test="knock-item" data-state="unreadable">
        <p>{words.unreadable}</p>
        <p class="hint">{waitedText(minutesWaited(knock, now), words)}</p>
      </li>
    );
  }
  return (
    <li class="knock" data-test="knock-item" data-state={knock.state}>
      <h3>{name}</h3>
      <p class="hint">{waitedText(minutesWaited(knock, now), words)}</p>
      <p class="hint">{plain(languageName(knock.language, shared.code))}</p>
      {knock.first === '' ? (
        <p class="hint">{words.noFirst}</p>
      ) : (
        <>
          <p class="hint">{words.firstSays}</p>
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
    </li>
  );
}
