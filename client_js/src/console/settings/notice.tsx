/** The notice: every text and switch, what people will read beside it, and signing it. */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AdministerAction, AdministerView } from '../../core/administer_view.ts';
import { noticeChanges } from '../../core/notice_changes.ts';
import { draftOf, fieldsOf, type NoticeDraft } from '../../core/notice_draft.ts';
import { noticeProblems } from '../../core/notice_rules.ts';
import type { Code } from '../../ui/catalog/languages.ts';
import type { SettingsWords } from '../../ui/catalog/words.ts';
import { Field } from '../../ui/field.tsx';
import type { Organisation } from '../../ui/organisation.ts';
import { Button, Confirm } from '../../ui/parts.tsx';
import { fill } from '../../ui/text.ts';
import { moment } from '../times.ts';
import { Changes } from './changes.tsx';
import { EMPTY_NOTICE, type Kept } from './drafts.ts';
import { History } from './history.tsx';
import { sortedDays, SpecialDays, Week } from './notice_hours.tsx';
import { Languages } from './notice_languages.tsx';
import { Phones } from './notice_phones.tsx';
import { Questions } from './notice_questions.tsx';
import { Places, Switches } from './notice_switches.tsx';
import { Texts } from './notice_texts.tsx';
import { PageAgain } from './page_again.tsx';
import { Preview } from './preview.tsx';
import { sentence, tongue } from './props.ts';

export interface NoticeProps {
  readonly stamp: Organisation;
  readonly view: AdministerView;
  readonly act: (action: AdministerAction) => void;
  /** What was changed and not signed yet; it outlives the lock. */
  readonly kept: Kept;
  readonly words: SettingsWords;
  readonly code: Code;
  readonly now: number;
}

export function NoticeEditor(props: NoticeProps): JSX.Element {
  const { view, words, kept, code, now } = props;
  const newest = view.notices[view.notices.length - 1];
  /** Fields keep what was typed: they are made anew where the draft is another one. */
  const [anew, setAnew] = useState(0);
  const [, draw] = useState(0);
  const stands = newest === undefined ? undefined : draftOf(newest.fields);
  const draft = kept.notice?.draft ?? stands ?? EMPTY_NOTICE;
  const from = kept.notice?.from ?? newest?.version ?? 0;
  const put = (next: NoticeDraft | undefined): void => {
    kept.notice = next === undefined ? undefined : { draft: next, from };
    draw((count) => count + 1);
  };
  const published = view.done?.kind === 'notice' ? view.done.at : 0;
  useEffect(() => {
    if (published === 0 || kept.signed === undefined) return;
    kept.signed = undefined;
    put(undefined);
    setAnew((count) => count + 1);
  }, [published]);
  if (!view.noticeRead && newest === undefined) return <p class="hint">{words.unread}</p>;
  const overtaken = kept.notice !== undefined && from < (newest?.version ?? 0);
  return (
    <div class="settings" data-test="notice-editor" data-version={newest?.version ?? 0}>
      <p data-test="notice-stands">
        {newest === undefined
          ? words.none
          : fill(newest.expires <= now ? words.overdue : words.stands, {
              version: newest.version,
              time: moment(newest.expires <= now ? newest.expires : newest.issued, now, code),
            })}
      </p>
      {overtaken && (
        <p class="trouble" role="status" data-test="notice-overtaken">
          {words.overtaken}
        </p>
      )}
      <Body key={`${anew} ${from}`} {...props} draft={draft} put={put} />
      <Sign
        {...props}
        draft={sortedDays(draft)}
        stands={stands}
        discard={() => {
          put(undefined);
          setAnew(anew + 1);
        }}
      />
      <History editions={view.notices} me={view.me} words={words} code={code} />
      {newest !== undefined && (
        <PageAgain
          stamp={props.stamp}
          edition={newest}
          organisation={view.organisation}
          charterVersion={view.charterVersion}
          words={words}
          code={code}
        />
      )}
    </div>
  );
}

type BodyProps = NoticeProps & {
  readonly draft: NoticeDraft;
  readonly put: (next: NoticeDraft) => void;
};

function Body({ draft, put, words, code, view, now }: BodyProps): JSX.Element {
  const [wanted, setWanted] = useState('');
  const languages = draft.texts.map(({ language }) => language);
  const language = languages.includes(wanted) ? wanted : (languages[0] ?? '');
  const problems = noticeProblems(sortedDays(draft));
  const wrong = (where: string): string | undefined => {
    const found = problems.find((one) => one.where === where);
    return found && sentence(found, words);
  };
  const change = (next: Partial<NoticeDraft>): void => put({ ...draft, ...next });
  const edit = { draft, wrong, change, words, code };
  const texts = { ...edit, language };
  const part = (name: string, title: string, body: JSX.Element): JSX.Element => (
    <details class="more" data-test={`notice-${name}`}>
      <summary>{title}</summary>
      <div class="form">{body}</div>
    </details>
  );
  return (
    <div class="beside">
      <div class="form">
        <Field
          key={languages.join()}
          kind="choice"
          id="notice-language"
          test="notice-language"
          label={words.textsIn}
          choices={languages.map((one) => [one, tongue(one, code)])}
          value={language}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
        {part('texts', words.textsTitle, <Texts {...texts} />)}
        {part('questions', words.questions, <Questions {...texts} part="question" />)}
        {part('survey', words.survey, <Questions {...texts} part="survey" />)}
        {part('phones', words.phones, <Phones {...edit} />)}
        {part('hours', words.hours, <Week {...edit} />)}
        {part('days', words.days, <SpecialDays {...edit} />)}
        {part('languages', words.languages, <Languages {...edit} />)}
        {part('switches', words.switchesTitle, <Switches {...edit} />)}
        {part('places', words.places, <Places {...edit} />)}
      </div>
      <Preview
        draft={draft}
        organisation={view.organisation}
        language={language}
        words={words}
        code={code}
        now={now}
      />
    </div>
  );
}

type SignProps = NoticeProps & {
  readonly draft: NoticeDraft;
  readonly stands: NoticeDraft | undefined;
  readonly discard: () => void;
};

/** Nothing leaves before a person has read what changes. */
function Sign({ draft, stands, discard, view, act, words, code, kept }: SignProps): JSX.Element {
  const [asking, setAsking] = useState(false);
  const problems = noticeProblems(draft);
  const changes = noticeChanges(fieldsOf(stands ?? EMPTY_NOTICE), fieldsOf(draft));
  const changed = changes.length > 0;
  return (
    <section class="sign" aria-label={words.sign}>
      <p role="status" data-test="notice-problems" data-count={problems.length}>
        {problems.length > 0
          ? fill(words.correct, { n: problems.length })
          : changed
            ? words.draftKept
            : words.nothing}
      </p>
      {problems.length > 0 && (
        <ul class="points">
          {problems.slice(0, 8).map((one) => (
            <li key={`${one.where} ${one.code} ${one.about}`}>
              <code dir="ltr">{one.where}</code> {sentence(one, words)}
            </li>
          ))}
        </ul>
      )}
      {asking ? (
        <Confirm
          level={5}
          question={words.signQuestion}
          text={words.signText}
          yes={words.sign}
          no={words.signNo}
          test="notice-sign-confirm"
          onYes={() => {
            setAsking(false);
            kept.signed = draft;
            act({ do: 'notice', draft });
          }}
          onNo={() => setAsking(false)}
        />
      ) : (
        <div class="row">
          <Button
            look="main"
            test="notice-sign"
            disabled={problems.length > 0 || view.stage !== 'ready'}
            onPress={() => setAsking(true)}
          >
            {words.sign}
          </Button>
          {kept.notice !== undefined && (
            <Button test="notice-discard" onPress={discard}>
              {words.discard}
            </Button>
          )}
        </div>
      )}
      {asking && <Changes changes={changes} words={words} code={code} />}
    </section>
  );
}
