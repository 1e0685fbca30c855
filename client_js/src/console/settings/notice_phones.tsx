/** Phone numbers, each with what stands beside it in every language of the notice. */

import type { JSX } from 'preact';
import { type PhoneDraft, said, saying } from '../../core/notice_draft.ts';
import { MOST_PHONES } from '../../core/notice_rules.ts';
import { Field } from '../../ui/field.tsx';
import { fill } from '../../ui/text.ts';
import { List } from './list.tsx';
import { type EditProps, tongue } from './props.ts';

export function Phones({ draft, change, wrong, words, code }: EditProps): JSX.Element {
  const languages = draft.texts.map(({ language }) => language);
  const label = ({ labels }: PhoneDraft): string => labels[0]?.[1] ?? '';
  return (
    <List<PhoneDraft>
      id="phones"
      title={words.phones}
      items={draft.phones}
      most={MOST_PHONES}
      fresh={() => ({ number: '', labels: [] })}
      name={(phone) => `${phone.number} ${label(phone)}`}
      wrong={(at) => wrong(`phone ${at + 1}: number`)}
      change={(phones) => change({ phones })}
      words={words}
      form={(phone, put, at) => (
        <>
          <Field
            kind="line"
            id={`phone-${at}`}
            test="phone-number"
            label={words.number}
            hint={words.numberHint}
            most={64}
            value={phone.number}
            onInput={(event) => put({ ...phone, number: event.currentTarget.value.trim() })}
          />
          {languages.map((language) => (
            <Field
              key={language}
              kind="line"
              id={`phone-${at}-${language}`}
              test={`phone-label-${language}`}
              label={fill(words.beside, { language: tongue(language, code) })}
              most={200}
              wrong={wrong(`phone ${at + 1}: label.${language}`)}
              value={said(phone.labels, language)}
              onInput={(event) =>
                put({ ...phone, labels: saying(phone.labels, language, event.currentTarget.value) })
              }
            />
          ))}
        </>
      )}
    />
  );
}
