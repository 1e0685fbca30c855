/** What survivors answered after the end: as it leaves, by whole months and without small numbers. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { firstDay, type ToldTable } from '../../core/ledger.ts';
import { isSurvey } from '../../core/ledger_merged.ts';
import { LEAST } from '../../core/suppress.ts';
import { rowsOf } from '../../core/numbers_csv.ts';
import { freshMonths, type Question } from '../../core/numbers_tables.ts';
import { SHARED } from '../../ui/catalog/languages.ts';
import { Field } from '../../ui/field.tsx';
import { Button } from '../../ui/parts.tsx';
import { fill } from '../../ui/text.ts';
import { BarTable } from './chart.tsx';
import { csvWords, type Naming, tableName, whenName } from './labels.ts';
import type { NumbersSession } from './session.ts';
import { Waiting } from './waiting_months.tsx';

export interface SurveyProps extends Naming {
  readonly session: NumbersSession;
  readonly questions: readonly Question[];
  readonly changed: () => void;
}

export function SurveyAnswers(props: SurveyProps): JSX.Element {
  const { session, questions, words, code, handbook, notice, changed } = props;
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const [said, setSaid] = useState('');
  const { ledger } = session;
  const told = ledger.told.filter(({ tables }) => tables.some(isSurvey));
  const more = freshMonths(ledger, questions).some(({ tables }) => tables.some(isSurvey));
  const shown = told.find(({ month }) => month === chosen) ?? told[told.length - 1];
  const show = (): void => {
    // A month is told once: not with half of its tables.
    if (handbook === undefined || notice === undefined) return setSaid(words.noHandbook);
    setSaid(session.tell(questions) ? '' : words.problems['not-kept']);
    changed();
  };
  return (
    <section class="numbers-part" aria-labelledby="numbers-survey-title" data-test="numbers-survey">
      <h3 id="numbers-survey-title">{words.survey.title}</h3>
      <p>{words.survey.text}</p>
      {more && (
        <Button test="numbers-survey-show" onPress={show}>
          {words.survey.show}
        </Button>
      )}
      <p role="status">{said}</p>
      <Waiting {...props} test="numbers-survey-waiting" />
      {told.length > 1 && (
        <Field
          kind="choice"
          id="numbers-survey-month"
          test="numbers-survey-month"
          label={words.csv.month}
          choices={told.map(({ month }) => [String(month), whenName(firstDay(month), 'month', code)] as const)}
          value={String(shown?.month)}
          onInput={(event) => setChosen(Number(event.currentTarget.value))}
        />
      )}
      {shown === undefined ? (
        <p class="hint" data-test="numbers-survey-none">
          {words.survey.none}
        </p>
      ) : (
        <>
          <h4>{whenName(firstDay(shown.month), 'month', code)}</h4>
          <p data-test="numbers-survey-all">{fill(words.survey.all, { count: allOf(props, shown.tables) })}</p>
          <div class="numbers-tables">
            {shown.tables
              .filter(({ kind, key }) => kind === 'survey' && key !== '')
              .map((table) => (
                <BarTable
                  key={table.key}
                  test={`numbers-survey-${table.key}`}
                  title={tableName(props, table)}
                  head={[words.columns.what, words.columns.count]}
                  rtl={SHARED[code].direction === 'rtl'}
                  bars={rowsOf(table, csvWords(props)).map(([name, count]) => {
                    return { key: name, name, count: Number(count) || 0, shown: count };
                  })}
                />
              ))}
          </div>
        </>
      )}
    </section>
  );
}

function allOf({ words }: Naming, tables: readonly ToldTable[]): string {
  const found = tables.find(({ kind, key }) => kind === 'survey' && key === '');
  const count = found?.cells[0]?.count ?? 0;
  return count > 0 && count < LEAST ? words.csv.hidden : String(count);
}
