/** The texts of the notice, each with where it stands and what is said where it is empty. */

import type { JSX } from 'preact';
import { said, saying } from '../../core/notice_draft.ts';
import { CALLERS } from '../../core/notice_meanings.ts';
import { SHARED, SURVIVOR, CODES } from '../../ui/catalog/languages.ts';
import { Field } from '../../ui/field.tsx';
import { fill } from '../../ui/text.ts';
import { type EditProps, tongue } from './props.ts';

export interface TextProps extends EditProps {
  readonly language: string;
}

/** In the order in which a person comes to them. */
const TEXTS = [
  'welcome',
  'before',
  'closed',
  'outage',
  'safety',
  'safer',
  'rights',
  'rights-more',
  'first',
  'resources',
  'ended',
  'idle',
  'surge',
  'partner',
] as const;

export function Texts(props: TextProps): JSX.Element {
  const { words } = props;
  return (
    <>
      {TEXTS.map((key) => (
        <One key={key} {...props} name={key} label={words.texts[key].title} hint={words.texts[key].where} />
      ))}
      {CALLERS.map((caller) => (
        <One
          key={caller}
          {...props}
          name={`caller-${caller}`}
          label={words.callers[caller]}
          hint={words.texts.caller.where}
        />
      ))}
      {[1, 2, 3, 4].map((n) => (
        <One
          key={n}
          {...props}
          name={`state-${n}`}
          label={fill(words.texts.state.title, { n })}
          hint={words.texts.state.where}
        />
      ))}
    </>
  );
}

export interface OneProps extends TextProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly kind?: 'line' | 'lines';
}

export function One(props: OneProps): JSX.Element {
  const { draft, change, wrong, words, language, name, label, hint, code } = props;
  const own = draft.texts.find((one) => one.language === language)?.words ?? [];
  const put = (text: string): void =>
    change({
      texts: draft.texts.map((one) =>
        one.language === language ? { ...one, words: saying(one.words, name, text) } : one,
      ),
    });
  return (
    <Field
      key={`${language} ${name}`}
      kind={props.kind ?? 'lines'}
      rows={2}
      id={`text-${name}`}
      test={`text-${name}`}
      label={fill(words.textIn, { text: label, language: tongue(language, code) })}
      hint={[hint, empty(props, said(own, name))].join(' ')}
      wrong={wrong(`texts.${language}.${name}`)}
      value={said(own, name)}
      onInput={(event) => put(event.currentTarget.value)}
    />
  );
}

/** What people read while nothing is written here. */
function empty({ draft, language, name, words, code }: OneProps, text: string): string {
  if (text !== '') return '';
  const page = CODES.find((one) => one === language) ?? CODES[0];
  const own: Readonly<Record<string, string>> = SURVIVOR[page].say;
  const [first] = draft.texts;
  const other = first?.language === language ? '' : said(first?.words ?? [], name);
  const rights = name.startsWith('rights') && other !== '';
  if (own[name] !== undefined && !rights) {
    return fill(words.emptyOwn, { text: `\u2068${own[name]}\u2069`, language: SHARED[page].ownName });
  }
  if (other === '') return words.emptyNothing;
  return fill(words.emptyOther, { language: tongue(first?.language ?? '', code) });
}
