/**
 * What a handbook may say before it is signed: narrower than what readers take (handbook.ts), and the
 * same as orgkeys/office/handbook_rules.py; both follow tests/vectors/handbook. Pure.
 */

import {
  BOUNDS,
  type HandbookContent,
  type HandbookLabel,
  type HandbookPerson,
  type HandbookService,
  type HandbookSetting,
} from './handbook_view.ts';
import { characters } from './shapes.ts';

/** What is wrong, by the first rule that is broken. */
export interface HandbookProblem {
  /** List, number from 1, and field, such as `services 3 address` or `tally 2 choices 1 key`. */
  readonly where: string;
  readonly why:
    | 'many'
    | 'key'
    | 'language'
    | 'long'
    | 'signs'
    | 'empty'
    | 'twice'
    | 'confidential'
    | 'unknown'
    | 'hours'
    | 'value';
}

/** The question whose answer may name a specialty. */
const QUESTION = 'specialty-question';
const KEY = /^[a-z][a-z0-9-]{0,31}$/;
const LANGUAGE = /^(?=.{1,16}$)[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
/** Controls but line breaks, what turns text around, halves of a character. */
const SIGNS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u;
const BLANK = /^[ \n\u00a0\u3000]*$/;

class Broken extends Error {
  readonly problem: HandbookProblem;

  constructor(where: string, why: HandbookProblem['why']) {
    super(why);
    this.problem = { where, why };
  }
}

/** The first thing that keeps it from being signed; undefined where nothing does. */
export function handbookProblem(content: HandbookContent): HandbookProblem | undefined {
  try {
    check(content);
    return undefined;
  } catch (error) {
    if (error instanceof Broken) return error.problem;
    throw error;
  }
}

function check({ texts, cards, lists, services, ...rest }: HandbookContent): void {
  each('texts', texts, 512, (at, one) => titled(at, one, () => text(`${at} text`, one.text, 4000, true)));
  twice('texts', texts.map(inLanguage));
  each('cards', cards, 64, (at, one) => titled(at, one, () => text(`${at} text`, one.text, 4000, true)));
  twice('cards', cards.map(inLanguage));
  each('lists', lists, 64, (at, one) =>
    titled(at, one, () => {
      each(`${at} items`, one.items, 32, (place, item) => line(place, item, 500, true), 1);
    }),
  );
  twice('lists', lists.map(inLanguage));
  each('services', services, 1024, service);
  each('specialties', rest.specialties, 16, keyed);
  twice('specialties', rest.specialties.map(keyOf));
  const known = rest.specialties.map(keyOf);
  each('people', rest.people, 256, (at, one) => person(at, one, known));
  twice('people', rest.people.map(({ alias }) => alias));
  each('tally', rest.tally, 16, (at, one) => {
    keyed(at, one);
    each(`${at} choices`, one.choices, 24, keyed, 1);
    twice(`${at} choices`, one.choices.map(keyOf));
  });
  twice('tally', rest.tally.map(keyOf));
  each('settings', rest.settings, 64, setting);
  twice('settings', rest.settings.map(keyOf));
}

const keyOf = ({ key }: { readonly key: string }): string => key;

interface Titled {
  readonly key: string;
  readonly language: string;
  readonly title: string;
}

const inLanguage = ({ key, language }: Titled): string => `${key} ${language}`;

function titled(at: string, { key, language, title }: Titled, more: () => void): void {
  if (!KEY.test(key)) throw new Broken(`${at} key`, 'key');
  tag(`${at} language`, language);
  line(`${at} title`, title, 200, true);
  more();
}

function service(at: string, one: HandbookService): void {
  line(`${at} name`, one.name, 200, true);
  line(`${at} kind`, one.kind, 64);
  line(`${at} region`, one.region, 120);
  each(`${at} languages`, one.languages, 32, tag);
  twice(`${at} languages`, one.languages);
  line(`${at} hours`, one.hours, 200);
  line(`${at} phone`, one.phone, 64);
  text(`${at} address`, one.address, 300);
  if (one.confidential && one.address !== '') throw new Broken(`${at} address`, 'confidential');
  text(`${at} trust`, one.trust, 1000);
  text(`${at} note`, one.note, 1000);
}

function keyed(at: string, one: { readonly key: string; readonly labels: readonly HandbookLabel[] }): void {
  if (!KEY.test(one.key)) throw new Broken(`${at} key`, 'key');
  each(
    `${at} label`,
    one.labels,
    32,
    (place, { language, label }) => {
      tag(place, language);
      line(place, label, 200, true);
    },
    1,
  );
  twice(`${at} label`, one.labels.map(({ language }) => language));
}

function person(at: string, one: HandbookPerson, known: readonly string[]): void {
  line(`${at} alias`, one.alias, 64, true);
  each(`${at} specialties`, one.specialties, 16, (place, key) => {
    if (!known.includes(key)) throw new Broken(place, 'unknown');
  });
  twice(`${at} specialties`, one.specialties);
  each(`${at} hours`, one.hours, 64, (place, { day, opens, closes }) => {
    const whole = [day, opens, closes].every((value) => Number.isInteger(value) && value >= 0);
    const holds = whole && day <= 6 && opens < closes && closes <= 1440;
    if (!holds) throw new Broken(place, 'hours');
  });
}

function setting(at: string, { key, value }: HandbookSetting): void {
  if (key === QUESTION) {
    if (!/^question-[1-4]$/.test(value)) throw new Broken(at, 'value');
    return;
  }
  const bounds = BOUNDS.find(([name]) => name === key)?.[1];
  if (bounds === undefined) throw new Broken(at, 'unknown');
  const inside = /^(0|[1-9][0-9]{0,3})$/.test(value) && Number(value) >= bounds[0] && Number(value) <= bounds[1];
  if (!inside) throw new Broken(at, 'value');
}

function each<T>(
  list: string,
  some: readonly T[],
  most: number,
  rule: (at: string, one: T) => void,
  least = 0,
): void {
  if (some.length > most) throw new Broken(list, 'many');
  if (some.length < least) throw new Broken(list, 'empty');
  for (const [place, one] of some.entries()) rule(`${list} ${place + 1}`, one);
}

function twice(list: string, values: readonly string[]): void {
  const at = values.findIndex((value, place) => values.indexOf(value) < place);
  if (at >= 0) throw new Broken(`${list} ${at + 1}`, 'twice');
}

function tag(where: string, value: string): void {
  if (!LANGUAGE.test(value)) throw new Broken(where, 'language');
}

function line(where: string, value: string, most: number, needed = false): void {
  if (value.includes('\n')) throw new Broken(where, 'signs');
  text(where, value, most, needed);
}

function text(where: string, value: string, most: number, needed = false): void {
  if (characters(value) > most) throw new Broken(where, 'long');
  if (SIGNS.test(value)) throw new Broken(where, 'signs');
  if (needed && BLANK.test(value)) throw new Broken(where, 'empty');
}
