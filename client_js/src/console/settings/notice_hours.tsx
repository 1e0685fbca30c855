/** When somebody answers: the week, and the days that are unlike it. */

import type { JSX } from 'preact';
import { daysOf, daysText, said, saying, type SpecialDay } from '../../core/notice_draft.ts';
import { DAYS } from '../../core/notice_rules.ts';
import { SHARED } from '../../ui/catalog/languages.ts';
import { Field } from '../../ui/field.tsx';
import { List } from './list.tsx';
import { type EditProps } from './props.ts';

const spansOf = (text: string): readonly string[] =>
  text.split(/[\s,;]+/).filter((one) => one !== '');

export function Week({ draft, change, wrong, words, code }: EditProps): JSX.Element {
  return (
    <>
      <p class="hint" id="hours-hint">
        {words.hoursHint}
      </p>
      {DAYS.map((day, at) => (
        <Field
          key={day}
          kind="line"
          id={`hours-${day}`}
          test={`hours-${day}`}
          label={SHARED[code].days[at] ?? day}
          wrong={wrong(`hours.${day}`) ?? (at === 0 ? wrong('hours') : undefined)}
          value={(draft.hours[at] ?? []).join(', ')}
          onInput={(event) => {
            const spans = spansOf(event.currentTarget.value);
            change({ hours: draft.hours.map((one, place) => (place === at ? spans : one)) });
          }}
        />
      ))}
    </>
  );
}

export function SpecialDays({ draft, change, wrong, words }: EditProps): JSX.Element {
  const days = daysOf(said(draft.policy, 'days'));
  const put = (next: readonly SpecialDay[]): void =>
    change({ policy: saying(draft.policy, 'days', written(next)) });
  return (
    <>
      <p class="hint">{words.daysHint}</p>
      <List<SpecialDay>
        id="days"
        title={words.days}
        items={days}
        most={50}
        fresh={() => ({ date: '', spans: [] })}
        name={({ date, spans }) => `${date} ${spans.length === 0 ? words.dayClosed : spans.join(', ')}`}
        change={put}
        words={words}
        form={(day, change, at) => (
          <>
            <Field
              kind="line"
              id={`day-${at}-date`}
              test="day-date"
              label={words.dayDate}
              hint={words.dayDateHint}
              most={10}
              value={day.date}
              onInput={(event) => change({ ...day, date: event.currentTarget.value.trim() })}
            />
            <Field
              kind="line"
              id={`day-${at}-times`}
              test="day-times"
              label={words.dayTimes}
              hint={words.dayTimesHint}
              value={day.spans.join(', ')}
              onInput={(event) => change({ ...day, spans: spansOf(event.currentTarget.value) })}
            />
          </>
        )}
      />
      <p role="alert">{wrong('policy.days') !== undefined && <span class="wrong">{wrong('policy.days')}</span>}</p>
    </>
  );
}

/** In the order in which they stand on the screen: they are sorted when they are signed. */
const written = (days: readonly SpecialDay[]): string =>
  days
    .map(({ date, spans }) => `${date === '' ? '?' : date} ${spans.length === 0 ? 'closed' : spans.join(', ')}`)
    .join('; ');

/** What is checked and signed: the days in their order. */
export const sortedDays = (draft: EditProps['draft']): EditProps['draft'] => {
  const days = said(draft.policy, 'days');
  return days === '' ? draft : { ...draft, policy: saying(draft.policy, 'days', daysText(daysOf(days))) };
};
