/** The languages in which the organisation answers; the first one stands where another has no text. */

import type { JSX } from 'preact';
import type { TongueDraft } from '../../core/notice_draft.ts';
import { Field } from '../../ui/field.tsx';
import { List } from './list.tsx';
import { type EditProps, tongue } from './props.ts';

const LANGUAGES_MOST = 64;

export function Languages({ draft, change, wrong, words, code }: EditProps): JSX.Element {
  return (
    <>
      <p class="hint">{words.languagesText}</p>
      <List<TongueDraft>
        id="languages"
        title={words.languages}
        items={draft.texts}
        most={LANGUAGES_MOST}
        fresh={() => ({ language: '', words: [] })}
        name={({ language }) => (language === '' ? '' : `${tongue(language, code)} (${language})`)}
        change={(texts) => change({ texts })}
        words={words}
        form={(one, put, at) => (
          <Field
            kind="line"
            id={`language-${at}`}
            test="language-tag"
            label={words.tag}
            hint={words.tagHint}
            most={16}
            value={one.language}
            onInput={(event) => put({ ...one, language: event.currentTarget.value.trim() })}
          />
        )}
      />
      <p role="alert">{wrong('texts') !== undefined && <span class="wrong">{wrong('texts')}</span>}</p>
    </>
  );
}
