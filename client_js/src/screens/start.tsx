/** The first screen: who this is for, who answers, what is kept, when, and the phone numbers. */

import type { JSX } from 'preact';
import { Button, Connected, Hours, Title, Trouble } from '../ui/parts.tsx';
import { openAt } from '../ui/hours.ts';
import { fill, plain } from '../ui/text.ts';
import { Leaving } from './leaving.tsx';
import { More, Stated, Told } from './pieces.tsx';
import type { ScreenProps } from './props.ts';

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
  return (
    <div id="content" class="screen">
      <Title>{words.title}</Title>
      {organisation !== '' && <p class="organisation">{organisation}</p>}
      <Status {...props} />
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
        <Hours notice={notice} words={shared} title={words.hours} zone={words.hoursIn} />
      )}
    </div>
  );
}

/** Which of the kinds of callers an organisation offers a way of their own: all, unless it says. */
function callers(policy: string): readonly (typeof CALLERS)[number][] {
  const wanted = policy.split(/\s+/);
  return policy === '' ? CALLERS : CALLERS.filter((one) => wanted.includes(one));
}

/** The signed state decides; while it is not known, the signed hours speak. */
function Status({ view, words, now }: StartProps): JSX.Element {
  const loading = view.stage === 'loading' && view.problem === undefined;
  // A slow phone needs long to know a time zone: not while nobody reads it.
  const byHours = loading || view.notice === undefined ? undefined : openAt(view.notice, now());
  // Hours do not open what cannot be reached.
  const hoped = byHours === true && view.problem !== undefined;
  const open = view.desk !== 'unknown' ? view.desk === 'open' : hoped ? undefined : byHours;
  const said = open === undefined ? words.unknownNow : open ? words.openNow : words.closedNow;
  return (
    <p class={open === true ? 'state open' : 'state'} role="status" data-test="desk" data-desk={view.desk}>
      {loading ? words.loading : said}
    </p>
  );
}
