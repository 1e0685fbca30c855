/** A notice as a screen shows it. */

import type { Notice } from './document_types.ts';
import type { NoticeView } from './views.ts';

type Words = Notice['policy'];

const word = (words: Words, key: string): string | undefined =>
  words.find((one) => one.key === key)?.text;

/** `organisation` is the name in the charter. A language that is missing falls back to the first. */
export function noticeView(notice: Notice, organisation: string): NoticeView {
  const { texts, numbers, hours, timezone, policy, exitAddress } = notice;
  const languages = texts.map(({ language }) => language);
  const [first] = languages;
  return {
    organisation,
    languages,
    hours,
    timezone,
    exitAddress,
    text(language, key, only) {
      const own = texts.find((one) => one.language === language)?.words ?? [];
      return word(own, key) ?? ((!only && word(texts[0]?.words ?? [], key)) || '');
    },
    policy: (key) => word(policy, key) ?? '',
    phones: (language) =>
      numbers.map(({ number, labels }) => {
        const label = word(labels, language) ?? word(labels, first ?? '') ?? labels[0]?.text;
        return { number, label: label ?? '' };
      }),
  };
}
