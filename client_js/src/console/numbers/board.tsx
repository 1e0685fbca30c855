/** The numbers, open: collect, look, save for outside, keep. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { hex } from '../../core/bytes.ts';
import { surveyOf } from '../../core/numbers_survey.ts';
import { questionsOf, type Step, surveyQuestions } from '../../core/numbers_tables.ts';
import { Field } from '../../ui/field.tsx';
import { Button } from '../../ui/parts.tsx';
import { fill, plain } from '../../ui/text.ts';
import { saveFile } from '../save.ts';
import { csvWords, type Naming, whenName } from './labels.ts';
import type { Collected, NumbersProblem, NumbersSession } from './session.ts';
import { SurveyAnswers } from './survey.tsx';
import { Tables } from './tables.tsx';
import { Waiting } from './waiting_months.tsx';
import { WrittenWords } from './written.tsx';

export interface BoardProps extends Naming {
  readonly session: NumbersSession;
  readonly lock: () => void;
}

const DAYS = { week: 7, month: 30, quarter: 90, year: 365 } as const;
type Span = keyof typeof DAYS;
const SPANS = Object.keys(DAYS) as readonly Span[];
const STEPS: readonly Step[] = ['day', 'week', 'month'];
/** A ledger of many years; a vault is much smaller (given.ts). */
const FILE_MOST = 4 * 1024 * 1024;

export function Board(props: BoardProps): JSX.Element {
  const { session, notice, words, handbook, lock } = props;
  const [, draw] = useState(0);
  const changed = (): void => draw((count) => count + 1);
  const questions = [...questionsOf(handbook, notice?.languages ?? []), ...surveyQuestions(notice)];
  const { ledger, found } = session;
  const empty = ledger.books.length === 0;
  return (
    <>
      <Collect {...props} changed={changed}>
        <Button test="numbers-lock" onPress={lock}>
          {words.lock}
        </Button>
      </Collect>
      {empty && (
        <p class="hint" data-test="numbers-found">
          {found === 'unreadable' || found === 'damaged' ? words[found] : words.fresh}
        </p>
      )}
      {!empty && <Shown {...props} {...{ questions, changed }} />}
      <Keeping {...props} {...{ changed, empty }} />
    </>
  );
}

function Shown(props: OutsideProps): JSX.Element {
  const { session, words, questions } = props;
  const [span, setSpan] = useState<Span>('month');
  const [step, setStep] = useState<Step>('day');
  const { today, ledger } = session;
  const period = { from: today - DAYS[span] + 1, to: today };
  return (
    <>
      <div class="numbers-choices">
        <Field
          kind="choice"
          id="numbers-period"
          test="numbers-period"
          label={words.period}
          choices={SPANS.map((one) => [one, words.periods[one]] as const)}
          value={span}
          onInput={(event) => setSpan(event.currentTarget.value as Span)}
        />
        <Field
          kind="choice"
          id="numbers-step"
          test="numbers-step"
          label={words.step}
          choices={STEPS.map((one) => [one, words.steps[one]] as const)}
          value={step}
          onInput={(event) => setStep(event.currentTarget.value as Step)}
        />
      </div>
      <Tables {...props} {...{ ledger, period, step, questions }} />
      <SurveyAnswers {...props} />
      <WrittenWords {...props} />
      <Outside {...props} />
    </>
  );
}

type PieceProps = BoardProps & { readonly changed: () => void };

function Collect({ session, notice, words, changed, children }: PieceProps & { readonly children: JSX.Element }): JSX.Element {
  const [done, setDone] = useState<number | undefined>(undefined);
  const [said, setSaid] = useState<Collected | NumbersProblem | undefined>(undefined);
  const collect = async (): Promise<void> => {
    if (done !== undefined) return;
    setSaid(undefined);
    setDone(0);
    const found = await session.collect(notice && surveyOf(notice), (part) => setDone(part));
    setDone(undefined);
    setSaid(found);
    changed();
  };
  const stay = typeof said === 'object' ? said.others + said.closed + said.forged + said.late : 0;
  return (
    <div>
      <div class="row between">
        <Button look="main" test="numbers-collect" disabled={done !== undefined} onPress={() => void collect()}>
          {words.collect}
        </Button>
        {children}
      </div>
      <div role="status" data-test="numbers-said">
        {done !== undefined && <p>{fill(words.collecting, { percent: Math.round(done * 100) })}</p>}
        {typeof said === 'object' && (
          <>
            <p>{fill(words.collected, { count: said.taken })}</p>
            {said.answers > 0 && <p>{fill(words.survey.taken, { count: said.answers })}</p>}
            {said.few > 0 && <p class="hint">{fill(words.survey.few, { count: said.few })}</p>}
            {said.full > 0 && <p class="hint">{fill(words.survey.full, { count: said.full })}</p>}
            {said.unkept > 0 && <p class="trouble">{fill(words.survey.unkept, { count: said.unkept })}</p>}
          </>
        )}
        {stay > 0 && <p class="hint">{fill(words.stay, { count: stay })}</p>}
      </div>
      <div role="alert">
        {typeof said === 'string' && (
          <p class="trouble" data-test="numbers-problem" data-problem={said}>
            {words.problems[said]}
          </p>
        )}
      </div>
    </div>
  );
}

type OutsideProps = PieceProps & { readonly questions: ReturnType<typeof questionsOf> };

function Outside(props: OutsideProps): JSX.Element {
  const { session, words, questions, changed, handbook, notice } = props;
  const [said, setSaid] = useState('');
  const save = (): void => {
    // A month is told once: not with half of its tables.
    if (handbook === undefined || notice === undefined) return setSaid(words.noHandbook);
    const kept = session.tell(questions);
    changed();
    if (!kept) setSaid(words.problems['not-kept']);
    else if (session.ledger.told.length === 0) setSaid(words.noMonth);
    else {
      saveFile('numbers.csv', session.csv(csvWords(props)));
      setSaid(words.saved);
    }
  };
  return (
    <section class="numbers-part" aria-labelledby="numbers-outside">
      <h3 id="numbers-outside">{words.outside}</h3>
      <p>{words.outsideText}</p>
      <Waiting {...props} test="numbers-waiting" />
      <Button test="numbers-csv" onPress={save}>
        {words.save}
      </Button>
      <p role="status" data-test="numbers-csv-said">
        {said}
      </p>
    </section>
  );
}

function Keeping({ session, words, code, changed, empty }: PieceProps & { readonly empty: boolean }): JSX.Element {
  const [said, setSaid] = useState('');
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const small = file.size <= FILE_MOST;
    const found = small ? session.take(new Uint8Array(await file.arrayBuffer())) : 'foreign';
    setSaid(words.took[found]);
    changed();
  };
  const save = (): void => {
    saveFile('noview-numbers.ledger', session.file());
    setSaid(words.saved);
  };
  return (
    <section class="numbers-part" aria-labelledby="numbers-keep">
      <h3 id="numbers-keep">{words.keep}</h3>
      <p>{words.keepText}</p>
      {!empty && (
        <ul data-test="numbers-books">
          {session.ledger.books.map(({ id, by, on }) => (
            <li key={hex(id)}>{fill(words.book, { name: plain(by), day: whenName(on, 'day', code) })}</li>
          ))}
        </ul>
      )}
      {!empty && (
        <Button test="numbers-save" onPress={save}>
          {words.keepSave}
        </Button>
      )}
      <Field
        kind="file"
        id="numbers-open"
        test="numbers-open"
        label={words.keepOpen}
        onInput={(event) => void take((event.currentTarget as HTMLInputElement).files?.[0])}
      />
      <p role="status" data-test="numbers-kept">
        {said}
      </p>
    </section>
  );
}
