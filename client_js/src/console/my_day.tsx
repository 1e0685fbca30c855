/** One's own day: hours and load, until when one works, and how the console speaks up. */

import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Field } from '../ui/field.tsx';
import { Button } from '../ui/parts.tsx';
import { fill } from '../ui/text.ts';
import type { Alerts } from './alerts.ts';
import { endsOffered, nextStep } from './desk/finishing.ts';
import type { DeskProps } from './desk_props.ts';
import { useKey } from './shortcuts.ts';
import { Tick } from './tick.tsx';
import { lasting, today as timeOfDay } from './times.ts';

export interface MyDayProps extends DeskProps {
  readonly alerts: Alerts;
}

export function MyDay(props: MyDayProps): JSX.Element {
  const { day, view, rules, today, code, redraw } = props;
  const { minutes, talks, hard } = day.load.today();
  return (
    <details class="my-day" data-test="my-day">
      <summary>{today.myDay}</summary>
      <div class="told-day">
        <p data-test="day-minutes">{fill(today.dayMinutes, { time: lasting(minutes, code) })}</p>
        <p data-test="day-talks">{fill(today.dayTalks, { count: talks })}</p>
        {hard > 0 && <p data-test="day-hard">{fill(today.dayHard, { count: hard })}</p>}
      </div>
      <Until {...props} />
      <Tick
        test="rereads"
        on={day.rereads}
        onChange={(on) => {
          day.rereads = on;
          redraw();
        }}
      >
        {today.reread}
      </Tick>
      <Speaks {...props} />
      {view.stage === 'on-duty' && view.pausedUntil === undefined && (
        <Button test="pause" onPress={() => props.act({ do: 'pause', minutes: rules.pauseAfterHard })}>
          {fill(today.pauseFor, { time: lasting(rules.pauseAfterHard, code) })}
        </Button>
      )}
    </details>
  );
}

function Until({ day, today, code, now, redraw }: MyDayProps): JSX.Element {
  // A list that moves under the hand is no list; but no time that is over is offered.
  const from = useRef(0);
  if (document.activeElement?.id !== 'until') from.current = nextStep(now);
  const times = endsOffered(from.current, day.finisher.until);
  const choices = times.map((time) => [String(time), timeOfDay(time, code)] as const);
  return (
    <Field
      kind="choice"
      id="until"
      test="until"
      label={today.until}
      hint={today.untilHint}
      choices={[['', today.untilOpen], ...choices]}
      value={String(day.finisher.until ?? '')}
      onInput={(event) => {
        const { value } = event.currentTarget;
        day.finisher.works(value === '' ? undefined : Number(value));
        redraw();
      }}
    />
  );
}

function Speaks({ alerts, today, redraw }: MyDayProps): JSX.Element {
  const { allowed } = alerts;
  const wish = (on: boolean): void => {
    alerts.wanted = on && allowed === 'yes';
    redraw();
    if (on && allowed === 'unasked') void alerts.ask().then(redraw);
  };
  return (
    <>
      <Tick test="alerts" on={alerts.wanted && allowed === 'yes'} disabled={allowed === 'no'} onChange={wish}>
        {today.alerts}
      </Tick>
      <p class="hint">{allowed === 'no' ? today.alertsNo : today.alertsHint}</p>
      <Tick
        test="sound"
        on={alerts.sound}
        onChange={(on) => {
          alerts.setSound(on);
          redraw();
        }}
      >
        {today.sound}
      </Tick>
    </>
  );
}

/** What stands beside the state of duty: a pause, why it finishes, and that it is enough for a day. */
export function DutyNotes({ view, day, rules, today, code, act }: DeskProps): JSX.Element {
  const why = view.stage === 'finishing' ? day.finisher.why : undefined;
  const { pausedUntil } = view;
  const pause = (): void => {
    act({ do: 'pause', minutes: pausedUntil === undefined ? rules.pauseAfterHard : 0 });
  };
  useKey(day.keys, 'pause', pause, view.stage === 'on-duty');
  const { minutes } = day.load.today();
  return (
    <>
      <div class="duty-notes" role="status">
        {pausedUntil !== undefined && (
          <p data-test="paused">{fill(today.paused, { time: timeOfDay(pausedUntil, code) })}</p>
        )}
        {why !== undefined && (
          <p data-test="finished" data-why={why}>
            {today.finished[why]}
          </p>
        )}
        {day.load.enough(rules.mostHours) && (
          <p data-test="enough">{fill(today.enough, { time: lasting(minutes - (minutes % 30), code) })}</p>
        )}
      </div>
      {pausedUntil !== undefined && (
        <Button test="pause-end" onPress={() => act({ do: 'pause', minutes: 0 })}>
          {today.pauseEnd}
        </Button>
      )}
    </>
  );
}
