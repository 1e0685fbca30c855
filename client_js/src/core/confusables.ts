// Aliases that deceive the eye (attack 40): look-alikes of a colleague's, mixed scripts, hidden
// signs. The same rules and the same table as orgkeys/office/confusables.py; both pass the cases
// in tests/vectors/aliases. For the console: the survivor's page must not carry the table.

import { TABLE } from './confusables_table.ts';

export type AliasCode =
  | 'empty' | 'long' | 'hidden' | 'form' | 'sign' | 'spaces' | 'marks' | 'mixed' | 'alike';

/** Why an alias is refused. `other`: the alias it looks like. `signs`: what is wrong in it. */
export interface AliasProblem {
  readonly code: AliasCode;
  readonly other: string;
  readonly signs: readonly string[];
}

type Spans = readonly (readonly [number, number])[];

interface Table {
  readonly scripts: readonly (readonly [string, Spans])[];
  readonly marks: Spans;
  readonly digits: Spans;
  readonly between: Spans;
  readonly blank: Spans;
  readonly folds: ReadonlyMap<string, string>;
  readonly shapes: ReadonlyMap<string, string>;
}

const LONGEST = 64;
const MOST_MARKS = 2; // in a row: Arabic, Hebrew and Vietnamese need two; more hides letters
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** The alias as it is signed: composed (NFC), which looks the same. */
export const tidyAlias = (alias: string): string => alias.normalize('NFC');

/** What is wrong with an alias beside those in use, or undefined. */
export function checkAlias(given: string, others: Iterable<string>): AliasProblem | undefined {
  const alias = [...tidyAlias(given)];
  if (alias.every((char) => char === ' ')) return problem('empty');
  if (alias.length > LONGEST) return problem('long');
  const hidden = alias.find((char) => HIDDEN.test(char) || has(table().blank, char));
  if (hidden !== undefined) return problem('hidden', '', [hidden]);
  const odd = alias.find((char) => char.normalize('NFKC') !== char);
  if (odd !== undefined) return problem('form', '', [odd]);
  return letters(alias) ?? alike(alias, others);
}

/** The name of a letter's script, for an explanation; empty where it has none that we know. */
export const scriptOf = (char: string): string =>
  table().scripts.find(([, spans]) => has(spans, char))?.[0] ?? '';

/** The forms under which an alias is compared: as it is written, and in small letters. */
export function skeletons(alias: string): ReadonlySet<string> {
  const { marks, between, folds, shapes } = table();
  const parts = [...alias.normalize('NFKC').normalize('NFD')];
  const kept = parts.filter((char) => !has(marks, char) && !has(between, char));
  const small = [...kept.map((char) => folds.get(char) ?? char).join('')];
  const shaped = (form: readonly string[]): string =>
    form.map((char) => shapes.get(char) ?? char).join('');
  return new Set([shaped(kept), shaped(small)]);
}

function letters(alias: readonly string[]): AliasProblem | undefined {
  const { marks, digits, between } = table();
  let first: readonly [string, string] | undefined;
  let run = 0;
  let before = ' ';
  for (const char of alias) {
    if (has(marks, char)) {
      run += 1;
      if (run > MOST_MARKS || has(between, before)) return problem('marks', '', [char]);
      continue;
    }
    const script = scriptOf(char);
    if (char === ' ' && before === ' ') return problem('spaces');
    if (!script && !has(digits, char) && !has(between, char)) return problem('sign', '', [char]);
    if (script && first && first[0] !== script) return problem('mixed', '', [first[1], char]);
    if (script && !first) first = [script, char];
    run = 0;
    before = char;
  }
  if (before === ' ') return problem('spaces');
  return first || alias.some((char) => has(digits, char)) ? undefined : problem('empty');
}

function alike(alias: readonly string[], others: Iterable<string>): AliasProblem | undefined {
  const ours = skeletons(alias.join(''));
  for (const other of others) {
    if (![...skeletons(other)].some((form) => ours.has(form))) continue;
    const theirs = [...tidyAlias(other)];
    const at = alias.findIndex((char, n) => theirs[n] !== undefined && theirs[n] !== char);
    return problem('alike', other, at < 0 ? [] : [alias[at] ?? '', theirs[at] ?? '']);
  }
  return undefined;
}

function problem(code: AliasCode, other = '', signs: readonly string[] = []): AliasProblem {
  return { code, other, signs };
}

function has(spans: Spans, char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return spans.some(([first, last]) => first <= code && code <= last);
}

let read: Table | undefined;

/** The table, read when it is first needed. */
function table(): Table {
  return (read ??= readTable());
}

type Part = 'marks' | 'digits' | 'between' | 'blank' | 'folds' | 'shapes';

function readTable(): Table {
  const told = JSON.parse(TABLE) as Record<Part, string> & { scripts: Record<string, string> };
  return {
    scripts: Object.entries(told.scripts).map(([name, text]) => [name, spansOf(text)] as const),
    marks: spansOf(told.marks),
    digits: spansOf(told.digits),
    between: spansOf(told.between),
    blank: spansOf(told.blank),
    folds: mapOf(told.folds),
    shapes: mapOf(told.shapes),
  };
}

function spansOf(text: string): Spans {
  return text.split(' ').map((span) => {
    const [first = '', last = first] = span.split('-');
    return [parseInt(first, 16), parseInt(last, 16)] as const;
  });
}

function mapOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(' ').map((pair) => {
      const [letter = '', to = ''] = pair.split('=');
      const shape = to.split('.').map((code) => String.fromCodePoint(parseInt(code, 16)));
      return [String.fromCodePoint(parseInt(letter, 16)), shape.join('')] as const;
    }),
  );
}
