/** What a draft changes, or a version has changed, one line each. */

import type { JSX } from 'preact';
import type { NoticeChange } from '../../core/notice_changes.ts';
import { type Code, SHARED } from '../../ui/catalog/languages.ts';
import type { SettingsWords } from '../../ui/catalog/words.ts';
import { fill, plain } from '../../ui/text.ts';
import { tongue } from './props.ts';

export function Changes({ lines }: { readonly lines: readonly string[] }): JSX.Element {
  return (
    <ul class="points" data-test="changes">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** One change of a notice, in the words of its editor. */
export const changeLine = (change: NoticeChange, words: SettingsWords, code: Code): string =>
  fill(words.how[change.how], { what: named(change, words, code) });

function named({ what, name, language }: NoticeChange, words: SettingsWords, code: Code): string {
  switch (what) {
    case 'hours':
      return `${words.hours}: ${SHARED[code].days[Number(name)] ?? ''}`;
    case 'phone':
      return `${words.number} ${plain(name)}`;
    case 'language':
      return `${words.tag} ${plain(tongue(language, code))}`;
    case 'text':
      return fill(words.textIn, { text: textName(name, words), language: plain(tongue(language, code)) });
    case 'policy':
      return policyName(name, words);
    case 'exit':
      return words.exit;
    case 'timezone':
      return words.timezone;
    case 'order':
      return words.order;
  }
}

/** What the editor calls a text; its key where it knows none. */
function textName(key: string, words: SettingsWords): string {
  const texts: Readonly<Record<string, { readonly title: string }>> = words.texts;
  const callers: Readonly<Record<string, string>> = words.callers;
  const question = /^(question|survey)-([1-4])(?:-(why|choices))?$/.exec(key);
  if (question !== null) {
    const [, part, n = '', more] = question;
    const asked = fill(words.question, { n });
    const where = part === 'survey' ? `${words.survey}, ${asked}` : asked;
    return more === undefined ? where : `${where}: ${more === 'why' ? words.why : words.choices}`;
  }
  if (key.startsWith('caller-')) return callers[key.slice(7)] ?? plain(key);
  if (key.startsWith('state-')) return fill(words.texts.state.title, { n: key.slice(6) });
  return texts[key]?.title ?? plain(key);
}

function policyName(key: string, words: SettingsWords): string {
  const switches: Readonly<Record<string, { readonly title: string }>> = words.switches;
  if (key === 'days') return words.days;
  if (key === 'callers') return words.callersText;
  return switches[key]?.title ?? plain(key);
}
