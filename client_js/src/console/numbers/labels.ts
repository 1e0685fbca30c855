/** What tables, rows and months are called on the screen and in what leaves. Pure. */

import { type HandbookLabel, type HandbookView, labelIn } from '../../core/handbook_view.ts';
import type { ToldTable } from '../../core/ledger.ts';
import type { CsvWords } from '../../core/numbers_csv.ts';
import { OWN } from '../../core/numbers_drop.ts';
import { GONE, NONE_CHOSEN, type Question, type Step } from '../../core/numbers_tables.ts';
import { choicesOf, keptChoice, surveyOf } from '../../core/numbers_survey.ts';
import { MINUTES, OTHER } from '../../core/tally.ts';
import type { NoticeView } from '../../core/views.ts';
import type { Code } from '../../ui/catalog/languages.ts';
import type { NumbersWords } from '../../ui/catalog/words.ts';
import { clock } from '../../ui/hours.ts';
import { tongueName } from '../tongues.ts';

export interface Naming {
  readonly handbook: HandbookView | undefined;
  readonly notice: NoticeView | undefined;
  readonly words: NumbersWords;
  readonly code: Code;
}

type Asked = Pick<Question, 'kind' | 'key'>;

/** The organisation's own words where it asks this; otherwise ours. */
export function tableName({ handbook, notice, words, code }: Naming, { kind, key }: Asked): string {
  if (kind === 'hours') return words.csv.minutes;
  if (kind === 'survey') return (key === '' ? '' : notice?.text(code, key)) || words.survey.title;
  if (key === '') return kind === 'incident' ? words.incidents : words.talks;
  if (key === OWN.language) return words.language;
  if (key === OWN.minutes) return words.length;
  if (key === OWN.hour) return words.hour;
  const where = kind === 'incident' ? 'incident' : 'end';
  const asked = handbook?.tally.find((one) => one.key === key && one.where === where);
  return named(asked?.labels, code, key);
}

export function rowName(naming: Naming, { kind, key }: Asked, value: string): string {
  const { handbook, notice, words, code } = naming;
  if (value === '') return words.csv.all;
  if (value === GONE) return words.notAsked;
  if (value === NONE_CHOSEN) return words.notAnswered;
  if (kind === 'survey') return choiceName(notice, code, key, value);
  if (key === OWN.language) return value === OTHER ? words.otherLanguage : tongueName(value, code);
  if (key === OWN.minutes) return lasted(words, value);
  if (key === OWN.hour) return clock(Number(value) * 60);
  const where = kind === 'incident' ? 'incident' : 'end';
  const asked = handbook?.tally.find((one) => one.key === key && one.where === where);
  return named(asked?.choices.find((one) => one.key === value)?.labels, code, value);
}

export function csvWords(naming: Naming): CsvWords {
  const { month, table, row, hidden, all } = naming.words.csv;
  const { columns } = naming.words;
  return {
    head: [month, table, row, columns.count],
    hidden,
    all,
    table: (one: ToldTable) => tableName(naming, one),
    row: (one: ToldTable, value: string) => rowName(naming, one, value),
  };
}

/** A day (since 1970, UTC), the week that begins with it, or its month. */
export function whenName(day: number, step: Step, code: Code): string {
  const format =
    step === 'month'
      ? ({ month: 'long', year: 'numeric' } as const)
      : ({ day: 'numeric', month: 'short', year: 'numeric' } as const);
  const locale = `${code}-u-nu-latn-ca-gregory`;
  const shown = new Intl.DateTimeFormat(locale, { ...format, timeZone: 'UTC' }).format(day * 86_400_000);
  return `\u2068${shown}\u2069`;
}

/** A choice in the reader's language where the notice has it so. */
function choiceName(notice: NoticeView | undefined, code: Code, key: string, value: string): string {
  const question = surveyOf(notice).find((one) => one.key === key);
  if (notice === undefined || question === undefined) return value;
  const own = choicesOf(notice, code, key).find((one) => keptChoice(question, one) === value);
  return own ?? value;
}

function lasted(words: NumbersWords, value: string): string {
  const { short, half, hour, more } = words.lasted;
  return [short, half, hour, more][MINUTES.findIndex((one) => one === value)] ?? value;
}

function named(labels: readonly HandbookLabel[] | undefined, code: Code, key: string): string {
  return labelIn(labels ?? [], code) || key;
}
