/** The first screen: who this is for, who answers, what is kept, when, and the phone numbers. */

import type { JSX } from 'preact';
import type { NoticeView } from '../core/views.ts';
import { Button, Connected, Hours, Phones, Title, Trouble } from '../ui/parts.tsx';
import { openAt } from '../ui/hours.ts';
import { fill, plain } from '../ui/text.ts';
import type { ScreenProps } from './app.tsx';

export interface StartProps extends ScreenProps {
  readonly now: () => number;
  readonly onStart: () => void;
}

export function Start(props: StartProps): JSX.Element {
  const { view, shared, words, now, onStart } = props;
  const notice = view.notice;
  // What the organisation has signed goes before the page's own words.
  const say = (key: string, own: string): string => notice?.text(shared.code, key) || own;
  const organisation = plain(notice?.organisation ?? '', 120);
  const closed = view.desk === 'closed';
  return (
    <main id="content" class="screen">
      <Title>{words.title}</Title>
      {organisation !== '' && <p class="organisation">{organisation}</p>}
      <Status {...props} />
      <Trouble problem={view.problem} words={shared} />
      <p class="lead told">{say('welcome', words.whoForText)}</p>
      <p class="safety">{words.safetyText}</p>
      {closed ? (
        <p class="told">{say('closed', words.closedText)}</p>
      ) : (
        <Button look="main" test="start" disabled={view.desk !== 'open'} onPress={onStart}>
          {words.start}
        </Button>
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
          <dd>{words.keptText}</dd>
        </div>
        {say('before', '') !== '' && (
          <div>
            <dt>{words.good}</dt>
            <dd class="told">{say('before', '')}</dd>
          </div>
        )}
      </dl>
      {notice !== undefined && <Times notice={notice} {...props} now={now} />}
    </main>
  );
}

/** The signed state decides; while it is not known, the signed hours speak. */
function Status({ view, words, now }: StartProps): JSX.Element {
  const byHours = view.notice === undefined ? undefined : openAt(view.notice, now());
  const open = view.desk === 'unknown' ? byHours : view.desk === 'open';
  const said = open === undefined ? words.unknownNow : open ? words.openNow : words.closedNow;
  return (
    <p class={open === true ? 'state open' : 'state'} role="status" data-test="desk" data-desk={view.desk}>
      {view.stage === 'loading' && view.problem === undefined ? words.loading : said}
    </p>
  );
}

function Times({ notice, shared, words }: StartProps & { notice: NoticeView }): JSX.Element {
  return (
    <>
      <Phones phones={notice.phones(shared.code)} words={shared} />
      <Hours notice={notice} words={shared} title={words.hours} zone={words.hoursIn} />
    </>
  );
}
