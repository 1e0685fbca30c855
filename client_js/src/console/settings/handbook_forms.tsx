/** The entries of the handbook, each with its fields. */

import type { JSX } from 'preact';
import {
  type HandbookCard,
  type HandbookChoice,
  type HandbookList,
  type HandbookPerson,
  type HandbookService,
  type HandbookSpecialty,
  type HandbookTally,
  type HandbookText,
  STAGES,
} from '../../core/handbook_view.ts';
import { clock, openings } from '../../core/notice_draft.ts';
import { HELP, SHARED } from '../../ui/catalog/languages.ts';
import { Field } from '../../ui/field.tsx';
import { type FormProps, Head, Labels, Line, linesOf, listOf, type Put } from './handbook_fields.tsx';
import { List } from './list.tsx';
import { freshKey } from './list_order.ts';

export function TextForm(props: FormProps & { item: HandbookText; put: Put<HandbookText> }): JSX.Element {
  const { item, put, words, code, id } = props;
  return (
    <>
      <Head {...props} />
      <Field
        kind="choice"
        id={`${id}-stage`}
        test="field-stage"
        label={words.stage}
        choices={STAGES.map((stage) => [stage, HELP[code].stages[stage]])}
        value={item.stage}
        onInput={(event) => {
          const stage = STAGES.find((one) => one === event.currentTarget.value);
          if (stage !== undefined) put({ ...item, stage });
        }}
      />
      <Line {...props} name="text" lines value={item.text} put={(text) => put({ ...item, text })} />
    </>
  );
}

export function CardForm(props: FormProps & { item: HandbookCard; put: Put<HandbookCard> }): JSX.Element {
  const { item, put } = props;
  return (
    <>
      <Head {...props} />
      <p class="hint">{props.words.cardKeys}</p>
      <Line {...props} name="text" lines value={item.text} put={(text) => put({ ...item, text })} />
    </>
  );
}

export function ListForm(props: FormProps & { item: HandbookList; put: Put<HandbookList> }): JSX.Element {
  const { item, put } = props;
  return (
    <>
      <Head {...props} />
      <Line {...props} name="items" lines value={item.items.join('\n')} put={(text) => put({ ...item, items: linesOf(text) })} />
    </>
  );
}

export function ServiceForm(props: FormProps & { item: HandbookService; put: Put<HandbookService> }): JSX.Element {
  const { item, put, words, id } = props;
  const line = (name: 'name' | 'kind' | 'region' | 'hours' | 'phone', most: number): JSX.Element => (
    <Line {...props} name={name} most={most} value={item[name]} put={(text) => put({ ...item, [name]: text })} />
  );
  return (
    <>
      {line('name', 200)}
      {line('kind', 64)}
      {line('region', 120)}
      <Line {...props} name="languages" value={item.languages.join(', ')} put={(text) => put({ ...item, languages: listOf(text) })} />
      {line('hours', 200)}
      {line('phone', 64)}
      <Field
        kind="choice"
        id={`${id}-confidential`}
        test="field-confidential"
        label={words.confidential}
        hint={words.confidentialHint}
        choices={[
          ['no', words.open],
          ['yes', words.secret],
        ]}
        value={item.confidential ? 'yes' : 'no'}
        onInput={(event) => {
          // An address that must not be known does not wait in a field that nobody sees.
          const confidential = event.currentTarget.value === 'yes';
          put({ ...item, confidential, address: confidential ? '' : item.address });
        }}
      />
      {!item.confidential && (
        <Line {...props} name="address" lines value={item.address} put={(address) => put({ ...item, address })} />
      )}
      <Line {...props} name="trust" lines value={item.trust} put={(trust) => put({ ...item, trust })} />
      <Line {...props} name="note" lines value={item.note} put={(note) => put({ ...item, note })} />
    </>
  );
}

export function KeyedForm<T extends HandbookSpecialty | HandbookChoice>(
  props: FormProps & { item: T; put: Put<T> },
): JSX.Element {
  const { item, put } = props;
  return (
    <>
      <Labels {...props} labels={item.labels} put={(labels) => put({ ...item, labels })} />
      <Line {...props} name="key" most={32} value={item.key} put={(key) => put({ ...item, key: key.trim() })} />
    </>
  );
}

export function TallyForm(props: FormProps & { item: HandbookTally; put: Put<HandbookTally> }): JSX.Element {
  const { item, put, words, id } = props;
  return (
    <>
      <KeyedForm {...props} />
      <Field
        kind="choice"
        id={`${id}-where`}
        test="field-where"
        label={words.where}
        choices={[
          ['end', words.whereEnd],
          ['incident', words.whereIncident],
        ]}
        value={item.where}
        onInput={(event) => put({ ...item, where: event.currentTarget.value === 'end' ? 'end' : 'incident' })}
      />
      <List<HandbookChoice>
        id={`${id}-choices`}
        title={words.choicesOf}
        items={item.choices}
        most={24}
        fresh={() => ({ key: freshKey('choice', item.choices), labels: [] })}
        name={(one) => one.labels[0]?.label ?? one.key}
        change={(choices) => put({ ...item, choices })}
        words={words}
        form={(one, change, at) => (
          <KeyedForm {...props} id={`${id}-choice-${at}`} item={one} put={change} />
        )}
      />
    </>
  );
}

export function PersonForm(
  props: FormProps & { item: HandbookPerson; put: Put<HandbookPerson> },
): JSX.Element {
  const { item, put, code, words, id } = props;
  const spans = (day: number): string =>
    item.hours
      .filter((one) => one.day === day)
      .map(({ opens, closes }) => `${clock(opens)}-${clock(closes)}`)
      .join(', ');
  return (
    <>
      <Line {...props} name="alias" most={64} value={item.alias} put={(alias) => put({ ...item, alias })} />
      <Line {...props} name="specialties" value={item.specialties.join(', ')} put={(text) => put({ ...item, specialties: listOf(text) })} />
      <p class="hint">{words.personHours}</p>
      {SHARED[code].days.map((name, day) => (
        <Field
          key={name}
          kind="line"
          id={`${id}-day-${day}`}
          test={`field-day-${day}`}
          label={name}
          value={spans(day)}
          onInput={(event) => {
            const own = listOf(event.currentTarget.value);
            const hours = openings([0, 1, 2, 3, 4, 5, 6].map((one) => (one === day ? own : [])));
            put({ ...item, hours: [...item.hours.filter((one) => one.day !== day), ...hours] });
          }}
        />
      ))}
    </>
  );
}
