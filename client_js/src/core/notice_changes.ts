/** What differs between two notices, as a list that people can read before they sign. Pure. */

import { draftOf, type NoticeFields, type Pair, said } from './notice_draft.ts';

export interface NoticeChange {
  /** `text` and `policy` have their key in `name`; `phone` its number; `text` has its language. */
  readonly what: 'timezone' | 'exit' | 'hours' | 'phone' | 'language' | 'text' | 'policy' | 'order';
  readonly how: 'added' | 'removed' | 'changed';
  readonly name: string;
  readonly language: string;
}

/** Empty where both say the same. */
export function noticeChanges(before: NoticeFields, after: NoticeFields): readonly NoticeChange[] {
  const [old, now] = [draftOf(before), draftOf(after)];
  const found: NoticeChange[] = [];
  const tell = (what: NoticeChange['what'], how: NoticeChange['how'], name = '', language = ''): void => {
    found.push({ what, how, name, language });
  };
  if (old.timezone !== now.timezone) tell('timezone', 'changed');
  if (old.exitAddress !== now.exitAddress) tell('exit', 'changed');
  old.hours.forEach((spans, day) => {
    if (spans.join() !== (now.hours[day] ?? []).join()) tell('hours', 'changed', String(day));
  });
  const phones = (all: typeof old.phones): readonly Pair[] =>
    all.map(({ number, labels }) => [number, JSON.stringify(labels)]);
  compare(phones(old.phones), phones(now.phones), (how, name) => tell('phone', how, name));
  const languages = (all: typeof old.texts): readonly Pair[] => all.map(({ language }) => [language, '']);
  compare(languages(old.texts), languages(now.texts), (how, name) => tell('language', how, name, name));
  for (const { language, words } of now.texts) {
    const earlier = old.texts.find((one) => one.language === language);
    if (earlier === undefined) continue;
    compare(earlier.words, words, (how, name) => tell('text', how, name, language));
  }
  compare(old.policy, now.policy, (how, name) => tell('policy', how, name));
  // The first language counts, and numbers are called in their order.
  if (found.length === 0 && JSON.stringify(old) !== JSON.stringify(now)) tell('order', 'changed');
  return found;
}

function compare(
  before: readonly Pair[],
  after: readonly Pair[],
  tell: (how: NoticeChange['how'], name: string) => void,
): void {
  for (const [name] of before) if (!after.some(([other]) => other === name)) tell('removed', name);
  for (const [name, text] of after) {
    if (!before.some(([other]) => other === name)) tell('added', name);
    else if (said(before, name) !== text) tell('changed', name);
  }
}
