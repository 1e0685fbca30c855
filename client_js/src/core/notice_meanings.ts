/**
 * What the texts and switches of a notice mean to the pages, and what they therefore cannot be. The
 * twin of orgkeys/office/notice_rules.py; docs/organisation.md 19 lists them.
 */

import { daysOf, type NoticeDraft, type Pair, said, span, stripped } from './notice_draft.ts';
import type { Tell } from './notice_rules.ts';
import { characters } from './shapes.ts';

export const CALLERS = ['relative', 'witness', 'professional', 'harm'] as const;
export const LONGEST_CHOICE = 64;
export const MOST_CHOICES = 12;
export const LONGEST_MINUTES = 240;
/** Texts that stand by themselves, in the order of the screens. */
export const PLAIN_TEXTS = [
  'welcome',
  'before',
  'closed',
  'surge',
  'partner',
  'state-1',
  'state-2',
  'state-3',
  'state-4',
  'outage',
  'safety',
  'safer',
  'caller-relative',
  'caller-witness',
  'caller-professional',
  'caller-harm',
  'rights',
  'rights-more',
  'first',
  'resources',
  'ended',
  'idle',
] as const;
const PLAIN: readonly string[] = PLAIN_TEXTS;
const ASKED = /^(question|survey)-[1-4]$/;
const ABOUT = /^(?:(question-[1-4])-(?:why|choices)|(survey-[1-4])-choices)$/;
const PARTNER = /^https:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?(\/[A-Za-z0-9._~/%-]*)?$/;

export function checkMeanings({ texts, policy }: NoticeDraft, tell: Tell): void {
  const asked = texts.map(({ language, words }) => checkTexts(language, words, tell));
  const [first, ...others] = texts;
  others.forEach(({ language }, at) => {
    const [has, own] = [asked[0] ?? new Set<string>(), asked[at + 1] ?? new Set<string>()];
    const all = [...new Set([...has, ...own])].sort();
    for (const key of all) {
      if (has.has(key) && own.has(key)) continue;
      tell(`texts.${own.has(key) ? (first?.language ?? '') : language}`, 'not-asked', key);
    }
  });
  for (const [name, setting] of policy) checkPolicy(name, setting, tell);
  checkIdle(policy, tell);
}

/** The questions that are asked in this language. */
function checkTexts(language: string, words: readonly Pair[], tell: Tell): ReadonlySet<string> {
  const given = new Map(words.map(([key, text]) => [key, stripped(text)]));
  for (const [key, text] of given) {
    const where = `texts.${language}.${key}`;
    const about = ABOUT.exec(key);
    if (ASKED.test(key)) {
      if (text === '' || text.includes('\n')) tell(where, 'one-line');
      else if (key.startsWith('question-') && (given.get(`${key}-why`) ?? '') === '') {
        tell(where, 'needs-why', `${key}-why`);
      }
    } else if (about !== null) {
      if (!given.has(about[1] ?? about[2] ?? '')) tell(where, 'no-question');
      else if (key.endsWith('-choices')) checkChoices(where, text, tell);
    } else if (!PLAIN.includes(key)) tell(where, 'unknown-text');
  }
  return new Set([...given.keys()].filter((key) => ASKED.test(key)));
}

function checkChoices(where: string, text: string, tell: Tell): void {
  const choices = text.split('\n');
  const fits = (one: string): boolean =>
    stripped(one) === one && one !== '' && characters(one) <= LONGEST_CHOICE;
  if (choices.length < 2 || choices.length > MOST_CHOICES) tell(where, 'choices-count', MOST_CHOICES);
  else if (!choices.every(fits)) tell(where, 'choice-length', LONGEST_CHOICE);
  else if (new Set(choices).size < choices.length) tell(where, 'choice-twice');
}

type Rule = (where: string, setting: string, tell: Tell) => void;

const RULES = new Map<string, Rule>(Object.entries({
  callers: checkCallers,
  'idle-warn': checkMinutes,
  'idle-close': checkMinutes,
  'idle-end': oneOf('message', 'silence'),
  quiet: oneOf('on', 'off'),
  'partner-page': (where, setting, tell) => {
    if (!PARTNER.test(setting)) tell(where, 'partner-page');
  },
  days: (where, setting, tell) => {
    if (!areDays(setting)) tell(where, 'days');
  },
} satisfies Record<string, Rule>));

/** Switches that the pages know. */
export const POLICIES: readonly string[] = [...RULES.keys()];

function checkPolicy(name: string, setting: string, tell: Tell): void {
  const rule = RULES.get(name);
  if (rule === undefined) tell(`policy.${name}`, 'unknown-policy');
  else rule(`policy.${name}`, setting, tell);
}

function checkCallers(where: string, setting: string, tell: Tell): void {
  const words = setting.split(/\s+/).filter((one) => one !== '');
  if (words.join() === 'none') return;
  const known: readonly string[] = CALLERS;
  const good = words.length > 0 && words.every((one) => known.includes(one));
  if (!good || new Set(words).size < words.length) tell(where, 'callers');
}

function checkMinutes(where: string, setting: string, tell: Tell): void {
  if (!/^(0|[1-9][0-9]{0,2})$/.test(setting) || Number(setting) > LONGEST_MINUTES) {
    tell(where, 'minutes', LONGEST_MINUTES);
  }
}

function oneOf(...allowed: readonly string[]) {
  return (where: string, setting: string, tell: Tell): void => {
    if (!allowed.includes(setting)) tell(where, 'one-of');
  };
}

/** Days that there are, each once and in order, closed or with hours that do not overlap. */
function areDays(setting: string): boolean {
  const shape = /^\d{4}-\d\d-\d\d (closed|\d\d:\d\d-\d\d:\d\d(, \d\d:\d\d-\d\d:\d\d)*)$/;
  if (!setting.split('; ').every((one) => shape.test(one))) return false;
  const days = daysOf(setting);
  return days.every(({ date, spans }, at) => {
    const day = new Date(`${date}T00:00:00Z`);
    if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== date) return false;
    const before = days[at - 1];
    if (before !== undefined && before.date >= date) return false;
    return spans.every((text, which) => {
      const [own, earlier] = [span(text), which === 0 ? undefined : span(spans[which - 1] ?? '')];
      return own !== undefined && own[0] < own[1] && (which === 0 || own[0] >= (earlier?.[1] ?? 0));
    });
  });
}

/** Nobody is cut off without a word of warning, unless the organisation wants none at all. */
function checkIdle(policy: readonly Pair[], tell: Tell): void {
  const minutes = (name: string, usual: number): number =>
    policy.some(([key]) => key === name) ? Number(said(policy, name)) : usual;
  const [warn, close] = [minutes('idle-warn', 10), minutes('idle-close', 20)];
  if (close > 0 && warn >= close) tell('policy.idle-close', 'idle-order');
}
