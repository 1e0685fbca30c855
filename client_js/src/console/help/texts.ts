/** Ready-made texts as the pane lists them: by stage and language. Pure. */

import {
  type HandbookList,
  type HandbookService,
  type HandbookText,
  type HandbookView,
  type Stage,
  STAGES,
} from '../../core/handbook_view.ts';
import { languageName } from '../../ui/tongue.ts';
import type { Entry } from './search.ts';

/** `pt` of `pt-BR`. */
const base = (language: string): string => language.toLowerCase().split('-')[0] ?? '';

/** Languages in which there is something, each once, in their order. */
export function languagesOf(some: readonly { readonly language: string }[]): readonly string[] {
  return [...new Set(some.map(({ language }) => language))];
}

/** The one of `languages` that fits best what somebody speaks; empty where none does. */
export function closest(languages: readonly string[], spoken: string): string {
  return (
    languages.find((one) => one.toLowerCase() === spoken.toLowerCase()) ??
    languages.find((one) => base(one) === base(spoken)) ??
    ''
  );
}

/** Texts of a stage and a language, or of all where it is empty, in the order of the stages. */
export function chosen(
  texts: readonly HandbookText[],
  stage: string,
  language: string,
): readonly HandbookText[] {
  const order = (one: HandbookText): number => STAGES.indexOf(one.stage);
  return texts
    .filter((one) => (stage === '' || one.stage === stage) && (language === '' || one.language === language))
    .sort((one, other) => order(one) - order(other));
}

/** Found also by its stage, as the screen's language calls it. */
export function textEntry(
  text: HandbookText,
  stages: Readonly<Record<Stage, string>>,
): Entry<HandbookText> {
  const about = `${stages[text.stage]} ${text.stage} ${text.key}`;
  return { of: text, name: text.title, about, more: text.text };
}

/** Found also by its languages' names, as the screen's language says them, and by its bare digits. */
export function serviceEntry(service: HandbookService, code: string): Entry<HandbookService> {
  const { name, kind, region, languages, hours, phone, address, trust, note } = service;
  const tongues = languages.flatMap((one) => [one, languageName(one, code)]);
  const digits = phone.replace(/[^\p{N}+]/gu, '');
  return {
    of: service,
    name,
    about: [kind, region, ...tongues].join(' '),
    more: [hours, phone, digits, service.confidential ? '' : address, trust, note].join(' '),
  };
}

/** One of each key, in the language that is closest; else in the first that there is. */
export function oneOfEach<T extends { readonly key: string; readonly language: string }>(
  some: readonly T[],
  language: string,
): readonly T[] {
  const keys = [...new Set(some.map(({ key }) => key))];
  return keys.flatMap((key) => {
    const all = some.filter((one) => one.key === key);
    const best = closest(languagesOf(all), language);
    const found = all.find((one) => one.language === best) ?? all[0];
    return found === undefined ? [] : [found];
  });
}

/** A checklist and its ticks: `talk list item`, in memory only, and gone with the talk. */
export function tick(ticks: ReadonlySet<string>, talk: string, list: HandbookList, item: number): ReadonlySet<string> {
  const name = tickName(talk, list, item);
  const next = new Set(ticks);
  if (!next.delete(name)) next.add(name);
  return next;
}

export function tickName(talk: string, list: HandbookList, item: number): string {
  return JSON.stringify([talk, list.key, item]);
}

/** The same ticks without those of talks that are gone. */
export function keptTicks(ticks: ReadonlySet<string>, talks: readonly string[]): ReadonlySet<string> {
  const kept = [...ticks].filter((name) => talks.includes(String((JSON.parse(name) as unknown[])[0])));
  return kept.length === ticks.size ? ticks : new Set(kept);
}

/** Cards that have a place of their own first, then the others, as the organisation orders them. */
const FIRST_CARDS = ['suicide', 'violence', 'report', 'debrief'];

export function cardsOf(handbook: Pick<HandbookView, 'cards'> | undefined, language: string): HandbookView['cards'] {
  const all = oneOfEach(handbook?.cards ?? [], language);
  const order = (key: string): number => (FIRST_CARDS.includes(key) ? FIRST_CARDS.indexOf(key) : FIRST_CARDS.length);
  return [...all].sort((one, other) => order(one.key) - order(other.key));
}
