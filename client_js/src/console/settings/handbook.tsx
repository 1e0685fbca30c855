/** The handbook: what the organisation tells its staff. One list open at a time; signed as a whole. */

import type { JSX } from 'preact';
import type { AdministerAction, AdministerView } from '../../core/administer_view.ts';
import { type HandbookProblem, handbookProblem } from '../../core/handbook_rules.ts';
import { EMPTY_HANDBOOK, type HandbookContent, SETTINGS } from '../../core/handbook_view.ts';
import type { Code } from '../../ui/catalog/languages.ts';
import type { SettingsWords } from '../../ui/catalog/words.ts';
import { Field } from '../../ui/field.tsx';
import { fill } from '../../ui/text.ts';
import { moment } from '../times.ts';
import { Changes } from './changes.tsx';
import { type Kept, useDraft } from './drafts.ts';
import { Fold } from './fold.tsx';
import { handbookChanges } from './handbook_changes.ts';
import * as forms from './handbook_forms.tsx';
import { List, type ListProps } from './list.tsx';
import { freshKey } from './list_order.ts';
import { Overtaken } from './overtaken.tsx';
import { Sign } from './sign.tsx';

export interface HandbookProps {
  readonly view: AdministerView;
  readonly act: (action: AdministerAction) => void;
  readonly kept: Kept;
  readonly words: SettingsWords;
  readonly code: Code;
  readonly now: number;
}

type Part = 'texts' | 'cards' | 'lists' | 'services' | 'specialties' | 'people' | 'tally';
type Entry<P extends Part> = HandbookContent[P][number];

/** As many as the document holds. protocol.md 17.1. */
const MOST: Readonly<Record<Part, number>> = {
  texts: 512,
  cards: 64,
  lists: 64,
  services: 1024,
  specialties: 16,
  people: 256,
  tally: 16,
};

export function HandbookEditor(props: HandbookProps): JSX.Element {
  const { view, act, kept, words, code, now } = props;
  const stands = view.handbook?.view;
  const version = stands?.version ?? 0;
  /** A colleague's new edition does not change what is being typed. */
  const { own, key, overtaken, put, drop, signing } = useDraft('handbook', kept, view);
  const before = contentOf(stands);
  const content = own ?? before;
  const problem = handbookProblem(content);
  const changed = handbookChanges(before, content);
  return (
    <div class="settings" data-test="handbook-editor" data-version={version}>
      <p>
        {stands === undefined
          ? words.handbookNone
          : fill(words.stands, { version, time: moment(stands.issued, now, code) })}
      </p>
      <Overtaken which="handbook" overtaken={overtaken} words={words} />
      <Parts key={key} {...props} content={content} change={(next) => put({ ...content, ...next })} />
      <Sign
        which="handbook"
        {...{ words }}
        wrong={problem && told(problem, words)}
        changed={changed.length > 0}
        stands={stands !== undefined}
        ready={view.stage === 'ready'}
        text={words.handbookSignText}
        changes={<Changes lines={changed.map((part) => fill(words.how.changed, { what: words.parts[part] }))} />}
        sign={() => {
          signing();
          act({ do: 'handbook', content });
        }}
        discard={own && drop}
      />
    </div>
  );
}

function contentOf(content: HandbookContent | undefined): HandbookContent {
  if (content === undefined) return EMPTY_HANDBOOK;
  const { texts, cards, lists, services, specialties, people, tally, settings } = content;
  return { texts, cards, lists, services, specialties, people, tally, settings };
}

const told = ({ where, why }: HandbookProblem, words: SettingsWords): string =>
  `${place(where, words)}: ${words.handbookWrong[why]}`;

/** "services 3 address" with the words of the screen. */
function place(where: string, words: SettingsWords): string {
  const parts: Readonly<Record<string, string>> = words.parts;
  const fields: Readonly<Record<string, { readonly title: string }>> = words.fields;
  return where
    .split(' ')
    .map((one, at) => (at === 0 ? parts[one] : fields[one]?.title) ?? one)
    .join(' ');
}

type PartsProps = HandbookProps & {
  readonly content: HandbookContent;
  readonly change: (next: Partial<HandbookContent>) => void;
};

function Parts({ content, change, words, code, view }: PartsProps): JSX.Element {
  const newest = view.notices[view.notices.length - 1];
  const languages = newest?.fields.texts.map(({ language }) => language) ?? [];
  const [first = 'en'] = languages;
  const form = { words, code, languages };
  const titled = (one: { title: string; language: string }): string => `${one.title} (${one.language})`;
  const labeled = (one: { key: string; labels: readonly { label: string }[] }): string =>
    one.labels[0]?.label ?? one.key;
  const part = <P extends Part>(
    name: P,
    own: Pick<ListProps<Entry<P>>, 'fresh' | 'name' | 'form' | 'search'>,
  ): JSX.Element => (
    <Fold test={`handbook-${name}`} title={words.parts[name]} count={content[name].length}>
      {() => (
        <List<Entry<P>>
          id={`book-${name}`}
          title={words.parts[name]}
          items={content[name] as readonly Entry<P>[]}
          most={MOST[name]}
          change={(items) => change({ [name]: items })}
          words={words}
          {...own}
        />
      )}
    </Fold>
  );
  return (
    <>
      {part('services', {
        fresh: () => ({
          ...{ name: '', kind: '', region: '', languages: [], hours: '', phone: '' },
          ...{ address: '', confidential: false, trust: '', note: '' },
        }),
        name: (one) => (one.confidential ? `${one.name} (${words.secretShort})` : one.name),
        search: (one) => [one.name, one.kind, one.region, ...one.languages].join(' '),
        form: (item, put, at) => <forms.ServiceForm {...form} id={`service-${at}`} item={item} put={put} />,
      })}
      {part('texts', {
        fresh: () => ({ key: freshKey('text', content.texts), stage: 'other', language: first, title: '', text: '' }),
        name: titled,
        search: (one) => [one.title, one.language, one.key, one.text].join(' '),
        form: (item, put, at) => <forms.TextForm {...form} id={`ready-${at}`} item={item} put={put} />,
      })}
      {part('cards', {
        fresh: () => ({ key: freshKey('card', content.cards), language: first, title: '', text: '' }),
        name: titled,
        form: (item, put, at) => <forms.CardForm {...form} id={`card-${at}`} item={item} put={put} />,
      })}
      {part('lists', {
        fresh: () => ({ key: freshKey('list', content.lists), language: first, title: '', items: [] }),
        name: titled,
        form: (item, put, at) => <forms.ListForm {...form} id={`check-${at}`} item={item} put={put} />,
      })}
      {part('tally', {
        fresh: () => ({ key: freshKey('tally', content.tally), where: 'end', labels: [], choices: [] }),
        name: labeled,
        form: (item, put, at) => <forms.TallyForm {...form} id={`tally-${at}`} item={item} put={put} />,
      })}
      {part('specialties', {
        fresh: () => ({ key: freshKey('specialty', content.specialties), labels: [] }),
        name: labeled,
        form: (item, put, at) => <forms.KeyedForm {...form} id={`specialty-${at}`} item={item} put={put} />,
      })}
      {part('people', {
        fresh: () => ({ alias: '', specialties: [], hours: [] }),
        name: ({ alias }) => alias,
        form: (item, put, at) => <forms.PersonForm {...form} id={`person-${at}`} item={item} put={put} />,
      })}
      <Fold test="handbook-settings" title={words.parts.settings}>
        {() => <Settings content={content} change={change} words={words} />}
      </Fold>
    </>
  );
}

type SettingsProps = Pick<PartsProps, 'content' | 'change' | 'words'>;

function Settings({ content, change, words }: SettingsProps): JSX.Element {
  const named: Readonly<Record<string, { readonly title: string; readonly hint: string }>> =
    words.settings;
  const put = (key: string, value: string): void => {
    const others = content.settings.filter((one) => one.key !== key);
    change({ settings: value === '' ? others : [...others, { key, value }] });
  };
  return (
    <div class="form">
      {SETTINGS.map(([key, usual]) => {
        const field = {
          id: `setting-${key}`,
          test: `setting-${key}`,
          label: named[key]?.title ?? key,
          value: content.settings.find((one) => one.key === key)?.value ?? '',
        };
        const hint = named[key]?.hint ?? '';
        return key === 'emoji' ? (
          <Field
            key={key}
            kind="choice"
            {...field}
            hint={hint}
            choices={[
              ['', words.off],
              ['1', words.on],
            ]}
            onInput={(event) => put(key, event.currentTarget.value)}
          />
        ) : (
          <Field
            key={key}
            kind="line"
            {...field}
            hint={hinted(hint, usual, words)}
            most={16}
            onInput={(event) => put(key, event.currentTarget.value.trim())}
          />
        );
      })}
    </div>
  );
}

const hinted = (hint: string, usual: string, words: SettingsWords): string =>
  usual === '' ? hint : [hint, fill(words.usual, { value: usual })].join(' ');
