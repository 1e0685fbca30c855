/** The fields that several entries of the handbook have. */

import type { JSX } from 'preact';
import type {
  HandbookCard,
  HandbookLabel,
  HandbookList,
  HandbookText,
} from '../../core/handbook_view.ts';
import type { Code } from '../../ui/catalog/languages.ts';
import type { SettingsWords } from '../../ui/catalog/words.ts';
import { Field } from '../../ui/field.tsx';
import { fill } from '../../ui/text.ts';
import { tongue } from './props.ts';

export interface FormProps {
  /** Begins every id. */
  readonly id: string;
  readonly words: SettingsWords;
  readonly code: Code;
  /** In which labels are written. */
  readonly languages: readonly string[];
}

export type Put<T> = (item: T) => void;

type Names = keyof SettingsWords['fields'];

interface LineProps {
  readonly name: Names;
  readonly value: string;
  readonly most?: number;
  readonly lines?: boolean;
  readonly put: (text: string) => void;
}

export function Line({ id, words, name, value, most, lines, put }: FormProps & LineProps): JSX.Element {
  const { title, hint } = words.fields[name];
  return (
    <Field
      kind={lines === true ? 'lines' : 'line'}
      rows={3}
      id={`${id}-${name}`}
      test={`field-${name}`}
      label={title}
      hint={hint}
      {...(most === undefined ? {} : { most })}
      value={value}
      onInput={(event) => put(event.currentTarget.value)}
    />
  );
}

export const listOf = (text: string): readonly string[] => text.split(/[\s,;]+/).filter((one) => one !== '');
export const linesOf = (text: string): readonly string[] =>
  text.split('\n').map((one) => one.trim()).filter((one) => one !== '');

export function Labels(props: FormProps & { labels: readonly HandbookLabel[]; put: Put<readonly HandbookLabel[]> }): JSX.Element {
  const { id, words, code, languages, labels, put } = props;
  const all = [...new Set([...languages, ...labels.map(({ language }) => language)])];
  return (
    <>
      {all.map((language) => (
        <Field
          key={language}
          kind="line"
          id={`${id}-label-${language}`}
          test={`field-label-${language}`}
          label={fill(words.labelIn, { language: tongue(language, code) })}
          most={200}
          value={labels.find((one) => one.language === language)?.label ?? ''}
          onInput={(event) => {
            const label = event.currentTarget.value;
            const others = labels.filter((one) => one.language !== language);
            put(label === '' ? others : [...others, { language, label }]);
          }}
        />
      ))}
    </>
  );
}

type Titled = HandbookText | HandbookCard | HandbookList;

export function Head<T extends Titled>(props: FormProps & { item: T; put: Put<T> }): JSX.Element {
  const { item, put } = props;
  return (
    <>
      <Line {...props} name="title" most={200} value={item.title} put={(title) => put({ ...item, title })} />
      <Line {...props} name="language" most={16} value={item.language} put={(language) => put({ ...item, language: language.trim() })} />
      <Line {...props} name="key" most={32} value={item.key} put={(key) => put({ ...item, key: key.trim() })} />
    </>
  );
}
