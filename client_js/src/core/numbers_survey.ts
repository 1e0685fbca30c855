/**
 * What survivors answered after the end, for the organisation alone: choices that are counted, and
 * words that are read one by one. protocol.md 15.6, 15.9. Pure.
 */

import type { Bytes, Random } from './bytes.ts';
import { monthOf } from './ledger.ts';
import type { Entry, OpenedDrop } from './numbers_drop.ts';
import type { NoticeView } from './views.ts';

/** Fewer answers than this are left at the relay: they could be one person's. */
export const ANSWERS_LEAST = 5;
/** Taken in one collecting, so that whoever fills the relay does not fill the ledger too. */
export const ANSWERS_MOST = 1000;
/** Words that are kept until somebody deletes them, or that wait until they may be read. */
export const WORDS_MOST = 500;
const ID_LENGTH = 16;
const KEYS = ['survey-1', 'survey-2', 'survey-3', 'survey-4'] as const;

/** One question of the notice; without choices people answer in their own words. */
export interface SurveyQuestion {
  readonly key: string;
  /** Each choice in every language of the notice, the first language first. */
  readonly choices: readonly (readonly string[])[];
}

/** What somebody wrote, and in which month. The id is drawn at random: it says neither when nor beside what. */
export interface Written {
  /** 16 bytes. */
  readonly id: Bytes;
  readonly question: string;
  readonly text: string;
  /** Since January of year 0. */
  readonly month: number;
}

type Asking = Pick<NoticeView, 'languages' | 'text'>;

/** The lines of the choices as one language has them. */
export function choicesOf(notice: Asking, language: string, key: string): readonly string[] {
  const lines = notice.text(language, `${key}-choices`, true).split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

/** The questions that the notice asks after the end. */
export function surveyOf(notice: Asking | undefined): readonly SurveyQuestion[] {
  if (notice === undefined) return [];
  const asked = KEYS.filter((key) => notice.languages.some((one) => notice.text(one, key, true) !== ''));
  return asked.map((key) => {
    const lists = notice.languages.map((language) => choicesOf(notice, language, key));
    const length = Math.max(0, ...lists.map((lines) => lines.length));
    const choices = Array.from({ length }, (_, at) => lists.flatMap((lines) => lines[at] ?? []));
    return { key, choices };
  });
}

/** The choice as it is kept: in the notice's first language, whatever language it was chosen in. */
export function keptChoice(question: SurveyQuestion, answer: string): string | undefined {
  return question.choices.find((words) => words.includes(answer))?.[0];
}

export interface Answers {
  /** The same drop with choices of the notice alone, which can be counted. */
  readonly drop: OpenedDrop;
  readonly written: readonly Written[];
}

/** Words that are no choice of the notice, and answers to what it does not ask, are nothing. */
export function sorted(drop: OpenedDrop, asked: readonly SurveyQuestion[], random: Random): Answers {
  const chosen: Entry[] = [];
  const written: Written[] = [];
  for (const [key, answer] of drop.entries) {
    const question = asked.find((one) => one.key === key);
    if (question === undefined) continue;
    const choice = keptChoice(question, answer);
    if (choice !== undefined) chosen.push([key, choice]);
    else if (question.choices.length === 0 && answer.trim() !== '') {
      written.push({ id: random(ID_LENGTH), question: key, text: answer, month: monthOf(drop.day) });
    }
  }
  return { drop: { ...drop, entries: chosen }, written };
}
