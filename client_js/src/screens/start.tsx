/** The first screen: who this is for, who answers, what is kept, when, and the phone numbers. */

import type { JSX } from 'preact';
import { Button, Connected, Hours, Title, Trouble } from '../ui/parts.tsx';
import { clock, localTime, openAt } from '../ui/hours.ts';
import { fill, plain } from '../ui/text.ts';
import { Leaving } from './leaving.tsx';
import { More, Stated, Told } from './pieces.tsx';
import type { ScreenProps } from './props.ts';

/** Seconds: six days. */
const WEEK = 518_400;
const CALLERS = ['relative', 'witness', 'professional', 'harm'] as const;

export interface StartProps extends ScreenProps {
  readonly now: () => number;
  /** What is said after a reload or a crash. */
  readonly back: JSX.Element | null;
  /** `caller`: why somebody is here; empty for their own sake. */
  readonly onStart: (caller: string) => void;
}

export function Start(props: StartProps): JSX.Element {
  const { view, shared, words, say, phones, onStart } = props;
  const notice = view.notice;
  const others = callers(notice?.policy('callers') ?? '');
  const organisation = plain(notice?.organisation ?? '', 120);
  const closed = view.desk === 'closed';
  // A slow phone needs long to know a time zone: not while nobody reads it.
  const loading = view.stage === 'loading' && view.problem === undefined;
  const hours = loading || notice === undefined ? undefined : openAt(notice, props.now());
  return (
    <div id="content" class="screen">
      <Title>{words.title}</Title>
      {organisation !== '' && <p class="organisation">{organisation}</p>}
      <Status {...props} {...{ loading, hours }} />
      <Trouble problem={view.problem} words={shared} />
      {props.back}
      <Told look="lead" text={say('welcome')} />
      <p class="safety">{words.safetyText}</p>
      <Leaving words={words} />
      <Stated {...props} />
      {!closed && (
        <Button look="main" test="start" disabled={view.desk !== 'open'} onPress={() => onStart('')}>
          {words.start}
        </Button>
      )}
      {view.desk === 'open' && others.length > 0 && (
        <More title={words.others} test="others">
          <div class="row">
            {others.map((one) => (
              <Button key={one} test={`caller-${one}`} onPress={() => onStart(one)}>
                {words.callers[one]}
              </Button>
            ))}
          </div>
        </More>
      )}
      {view.connection === 'lost' && view.problem === undefined && (
        <Connected connection={view.connection} words={shared} />
      )}
      <dl class="facts">
        <div>
          <dt>{words.whoFor}</dt>
          <dd>{words.whoForText}</dd>
        </div>
        <div>
          <dt>{words.whoAnswers}</dt>
          <dd>{fill(words.whoAnswersText, { organisation: organisation || shared.someone })}</dd>
        </div>
        <div>
          <dt>{words.kept}</dt>
          <dd>
            {words.keptText} {words.program}
          </dd>
        </div>
        {say('before') !== '' && (
          <div>
            <dt>{words.good}</dt>
            <dd>
              <Told text={say('before')} />
            </dd>
          </div>
        )}
      </dl>
      {phones}
      {notice !== undefined && (
        <Hours notice={notice} words={shared} title={words.hours} zone={words.hoursIn} off={closed && hours === true ? words.hoursOff : ''} />
      )}
    </div>
  );
}

/** Which of the kinds of callers an organisation offers a way of their own: all, unless it says. */
function callers(policy: string): readonly (typeof CALLERS)[number][] {
  const wanted = policy.split(/\s+/);
  return policy === '' ? CALLERS : CALLERS.filter((one) => wanted.includes(one));
}

type StatusProps = StartProps & { readonly loading: boolean; readonly hours: boolean | undefined };

/** The signed state decides; while it is not known, the signed hours speak. */
function Status(props: StatusProps): JSX.Element {
  const { view, words, loading, hours } = props;
  // Hours do not open what cannot be reached.
  const hoped = hours === true && view.problem !== undefined;
  const open = view.desk !== 'unknown' ? view.desk === 'open' : hoped ? undefined : hours;
  const said = open === undefined ? words.unknownNow : open ? words.openNow : closedWords(props);
  return (
    <p class={open === true ? 'state open' : 'state'} role="status" data-test="desk" data-desk={view.desk}>
      {loading ? words.loading : said}
    </p>
  );
}

/** Until when, where the hours say something else and the day of the week is no other week's. */
function closedWords({ view, shared, words, now, hours }: StatusProps): string {
  const { until = 0, notice } = view;
  if (hours !== true || notice === undefined || until < now() || until > now() + WEEK) return words.closedNow;
  const { day, minute } = localTime(until, notice.timezone);
  return fill(words.closedTill, { time: `${shared.days[day]} ${clock(minute)}` });
}
