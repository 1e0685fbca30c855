/** The shift: when it ends, who came back, and renewing it. For those whose device may (7.4, C14). */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Code } from '../ui/catalog/languages.ts';
import type { OfficeWords } from '../ui/catalog/words.ts';
import { Field } from '../ui/field.tsx';
import { Button } from '../ui/parts.tsx';
import { fill, plain, word } from '../ui/text.ts';
import type { WorkProps } from './header.tsx';
import { notRead } from './not_read.ts';
import { moment, precisely, span } from './times.ts';

/** What can be chosen; no shift lives longer than a day (protocol.md 3.4). */
export const SHIFT_HOURS: readonly number[] = [4, 8, 12, 24];
export const HOURS_FIRST = 12;

export interface SuperviseProps extends WorkProps {
  readonly office: OfficeWords;
  readonly code: Code;
  /** Seconds since 1970. */
  readonly now: number;
}

export function Supervise(props: SuperviseProps): JSX.Element | null {
  const { view, code, office, act } = props;
  const { autoShift } = view;
  const first = SHIFT_HOURS.includes(autoShift.hours) ? autoShift.hours : HOURS_FIRST;
  const [hours, setHours] = useState(first);
  if (!view.mayShift) return null;
  const choose = (value: string): void => {
    const chosen = SHIFT_HOURS.find((one) => String(one) === value) ?? first;
    setHours(chosen);
    if (autoShift.on) act({ do: 'auto-shift', on: true, hours: chosen });
  };
  return (
    <section class="supervise" aria-labelledby="supervise-title" data-test="supervise">
      <h2 id="supervise-title">{office.shift}</h2>
      <Ends {...props} />
      <Returning {...props} />
      <Hours code={code} office={office} value={first} id="shift-hours" onChoose={choose} />
      <Renew {...props} hours={hours} />
      <p class="hint">{office.renewShiftText}</p>
      <p role="status" data-test="auto-shift" data-on={String(autoShift.on)}>
        {autoShift.on ? office.autoOn : office.autoOff}
      </p>
      <Button
        test="auto-shift-change"
        onPress={() => act({ do: 'auto-shift', on: !autoShift.on, hours })}
      >
        {autoShift.on ? office.autoTurnOff : office.autoTurnOn}
      </Button>
      <p class="hint">{office.autoText}</p>
    </section>
  );
}

/** Seconds after which the relay is not waited for any longer. */
const PATIENCE = 45;

type RenewProps = SuperviseProps & { readonly hours: number };

/** Starts the next shift, and says what became of it: the times alone may look as before. */
function Renew({ view, office, code, now, act, hours }: RenewProps): JSX.Element {
  const version = view.heads.find(({ kind }) => kind === 'shift')?.version ?? 0;
  const [asked, setAsked] = useState<{ readonly version: number; readonly at: number } | undefined>();
  const [doneAt, setDoneAt] = useState<number | undefined>(undefined);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    if (asked === undefined || version <= asked.version) return;
    setAsked(undefined);
    setDoneAt(now);
  }, [version]);
  const late = asked !== undefined && now > asked.at + PATIENCE;
  const press = (): void => {
    const taken = act({ do: 'renew-shift', hours });
    setRefused(!taken);
    setDoneAt(undefined);
    setAsked(taken ? { version, at: now } : undefined);
  };
  const failure = late ? office.failures['no-answer'] : office.failures['not-possible'];
  return (
    <>
      <Button
        look="main"
        test="renew-shift"
        disabled={asked !== undefined && !late}
        onPress={press}
      >
        {office.renewShift}
      </Button>
      <p role="status" data-test="shift-renewed" data-done={String(doneAt !== undefined)}>
        {doneAt !== undefined && fill(office.done.shift, { time: precisely(doneAt, code) })}
        {asked !== undefined && !late && office.working}
      </p>
      <div role="alert">
        {(refused || late) && (
          <div class="trouble" data-test="shift-refused">
            <p>
              <strong>{failure.what}</strong>
            </p>
            <p>{late ? office.renewLate : failure.next}</p>
          </div>
        )}
      </div>
    </>
  );
}

function Ends({ view, office, code, now }: SuperviseProps): JSX.Element {
  const { shiftExpires: shift, rosterExpires: roster } = view;
  const lives = (until: number | undefined): until is number => until !== undefined && until > now;
  const waits = (until: number | undefined): boolean => until === undefined && notRead(view);
  const noShift = waits(shift) ? office.shiftNotRead : office.shiftOver;
  const noRoster = waits(roster) ? office.rosterNotRead : office.rosterOver;
  return (
    <>
      <p data-test="shift-ends">
        {lives(shift) ? fill(office.shiftEnds, { time: moment(shift, now, code) }) : noShift}
      </p>
      <p data-test="roster-ends">
        {lives(roster) ? fill(office.rosterEnds, { time: moment(roster, now, code) }) : noRoster}
      </p>
    </>
  );
}

function Returning({ view, office, shared }: SuperviseProps): JSX.Element {
  const { returning } = view;
  return (
    <div class="returning" role="status" data-test="returning" data-count={returning.length}>
      <h3>{office.returning}</h3>
      {returning.length === 0 ? (
        <p class="hint">{office.nobodyReturns}</p>
      ) : (
        <>
          <ul>
            {returning.map(({ alias, role }) => (
              <li key={alias}>
                {plain(alias)} <span class="hint">{word(shared.roles, role)}</span>
              </li>
            ))}
          </ul>
          <p class="hint">{office.returningText}</p>
        </>
      )}
    </div>
  );
}

export interface HoursProps {
  readonly id: string;
  readonly code: Code;
  readonly office: OfficeWords;
  readonly value: number;
  readonly onChoose: (value: string) => void;
}

/** How long a shift lasts. */
export function Hours({ id, code, office, value, onChoose }: HoursProps): JSX.Element {
  return (
    <Field
      kind="choice"
      id={id}
      test={id}
      label={office.hours}
      choices={SHIFT_HOURS.map((one) => [String(one), span(one, 'hour', code)] as const)}
      value={String(value)}
      onInput={(event) => onChoose(event.currentTarget.value)}
    />
  );
}
