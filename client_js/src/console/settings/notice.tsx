/** The notice: every text and switch, what people will read beside it, and signing it. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AdministerAction, AdministerView } from '../../core/administer_view.ts';
import { noticeChanges } from '../../core/notice_changes.ts';
import { draftOf, fieldsOf, type NoticeDraft } from '../../core/notice_draft.ts';
import { noticeProblems } from '../../core/notice_rules.ts';
import type { Code } from '../../ui/catalog/languages.ts';
import type { SettingsWords } from '../../ui/catalog/words.ts';
import { Field } from '../../ui/field.tsx';
import type { Organisation } from '../../ui/organisation.ts';
import { fill } from '../../ui/text.ts';
import { moment } from '../times.ts';
import { changeLine, Changes } from './changes.tsx';
import { EMPTY_NOTICE, type Kept, useDraft } from './drafts.ts';
import { Fold } from './fold.tsx';
import { History } from './history.tsx';
import { sortedDays, SpecialDays, Week } from './notice_hours.tsx';
import { Languages } from './notice_languages.tsx';
import { Phones } from './notice_phones.tsx';
import { Questions } from './notice_questions.tsx';
import { Places, Switches } from './notice_switches.tsx';
import { Texts } from './notice_texts.tsx';
import { PageAgain } from './page_again.tsx';
import { Preview } from './preview.tsx';
import { Overtaken } from './overtaken.tsx';
import { sentence, tongue } from './props.ts';
import { Sign } from './sign.tsx';

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
  const { view, act, words, kept, code, now } = props;
  const newest = view.notices[view.notices.length - 1];
  const version = newest?.version ?? 0;
  const { own, key, overtaken, put, drop, signing } = useDraft('notice', kept, view);
  const stands = newest && draftOf(newest.fields);
  const draft = own ?? stands ?? EMPTY_NOTICE;
  if (!view.noticeRead && newest === undefined) return <p class="hint">{words.unread}</p>;
  const signed = sortedDays(draft);
  const problems = noticeProblems(signed);
  const changes = noticeChanges(fieldsOf(stands ?? EMPTY_NOTICE), fieldsOf(signed));
  return (
    <div class="settings" data-test="notice-editor" data-version={version}>
      <p data-test="notice-stands">
        {newest === undefined
          ? words.none
          : fill(newest.expires <= now ? words.overdue : words.stands, {
              version,
              time: moment(newest.expires <= now ? newest.expires : newest.issued, now, code),
            })}
      </p>
      <Overtaken which="notice" overtaken={overtaken} words={words} />
      <Body key={key} {...props} draft={draft} put={put} />
      <Sign
        which="notice"
        {...{ words }}
        wrong={problems.length > 0 ? fill(words.correct, { n: problems.length }) : undefined}
        changed={changes.length > 0}
        stands={newest !== undefined}
        ready={view.stage === 'ready'}
        text={words.signText}
        changes={<Changes lines={changes.map((one) => changeLine(one, words, code))} />}
        sign={() => {
          signing();
          act({ do: 'notice', draft: signed });
        }}
        discard={own && drop}
      >
        {problems.length > 0 && (
          <ul class="points">
            {problems.slice(0, 8).map((one) => (
              <li key={`${one.where} ${one.code} ${one.about}`}>
                <code dir="ltr">{one.where}</code> {sentence(one, words)}
              </li>
            ))}
          </ul>
        )}
      </Sign>
      <History editions={view.notices} former={view.formerNotices} me={view.me} words={words} code={code} />
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
    <Fold test={`notice-${name}`} title={title}>
      {() => <div class="form">{body}</div>}
    </Fold>
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
