/** The tables of a time: how many, when, in which languages, of what kind, and who worked. */

import type { JSX } from 'preact';
import type { Ledger } from '../../core/ledger.ts';
import { OWN } from '../../core/numbers_drop.ts';
import {
  cellsOf,
  countOf,
  inPeriod,
  overTime,
  people,
  type Period,
  type Question,
  type Step,
} from '../../core/numbers_tables.ts';
import { SHARED } from '../../ui/catalog/languages.ts';
import { span } from '../times.ts';
import { BarTable, Columns } from './chart.tsx';
import { type Naming, rowName, tableName, whenName } from './labels.ts';

export interface TablesProps extends Naming {
  readonly ledger: Ledger;
  readonly period: Period;
  readonly step: Step;
  readonly questions: readonly Question[];
}

export function Tables(props: TablesProps): JSX.Element {
  const { ledger, period, step, questions, words, code } = props;
  const days = inPeriod(ledger, period);
  const { columns } = words;
  const rtl = SHARED[code].direction === 'rtl';
  // Survivors' answers are told by month, in a part of their own.
  const counts = { tally: countOf(days, 'tally'), incident: countOf(days, 'incident'), hours: 0, survey: 0 };
  const worked = people(days);
  if (counts.tally + counts.incident + worked.length === 0) {
    return <p data-test="numbers-none">{words.none}</p>;
  }
  const when = overTime(ledger, period, step).map(({ value, count }) => {
    return { key: value, name: whenName(Number(value), step, code), count };
  });
  return (
    <div class="numbers-tables">
      <dl class="totals">
        <div>
          <dt>{words.talks}</dt>
          <dd data-test="numbers-talks">{counts.tally}</dd>
        </div>
        <div>
          <dt>{words.incidents}</dt>
          <dd data-test="numbers-incidents">{counts.incident}</dd>
        </div>
      </dl>
      <Columns test="numbers-time" title={words.overTime} head={[columns.from, columns.count]} bars={when} rtl={rtl} />
      {questions
        .filter(({ kind }) => counts[kind] > 0)
        .map((question) => {
          const { kind, key } = question;
          const bars = cellsOf(days, question).map(({ value, count }) => {
            return { key: value, name: rowName(props, question, value), count };
          });
          const Kind = key === OWN.hour ? Columns : BarTable;
          return (
            <Kind
              key={`${kind} ${key}`}
              test={`numbers-${kind}-${key}`}
              title={tableName(props, question)}
              head={[columns.what, columns.count]}
              bars={bars}
              rtl={rtl}
            />
          );
        })}
      {worked.length > 0 && (
        <BarTable
          test="numbers-people"
          title={words.people}
          head={[columns.name, columns.time]}
          rtl={rtl}
          bars={worked.map(({ alias, minutes, talks }) => {
            const time = span(Math.round(minutes / 6) / 10, 'hour', code);
            const shown = `${time} · ${words.talks}: ${talks}`;
            return { key: alias, name: alias, count: minutes, shown };
          })}
        />
      )}
    </div>
  );
}
