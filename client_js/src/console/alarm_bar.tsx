/** Who waits too long, one key away. It stands there until somebody has answered. */

import type { JSX } from 'preact';
import { Button } from '../ui/parts.tsx';
import { fill, plain } from '../ui/text.ts';
import type { Alarm } from './desk/alarms.ts';
import type { DeskProps } from './desk_props.ts';
import { lasting } from './times.ts';
import { titleOf } from './together/called.ts';

/** The words of one alarm. */
export function alarmText({ what, key, addressAs, minutes }: Alarm, props: Pick<DeskProps, 'view' | 'today' | 'words' | 'code'>): string {
  const { view, today, words, code } = props;
  const talk = what === 'message' ? view.talks.find((one) => one.key === key) : undefined;
  const name = talk === undefined ? plain(addressAs) || words.noName : titleOf(talk, code);
  return fill(today.alarms[what], { name, time: lasting(minutes, code) });
}

function go({ what, key }: Alarm, { day }: DeskProps): void {
  if (what === 'message') day.keys.open?.(key);
  else document.querySelector<HTMLElement>(`#knock-${CSS.escape(key)} button`)?.focus();
}

export function AlarmBar(props: DeskProps): JSX.Element | null {
  const { day, view, today, now } = props;
  const all = day.alarms(view, now);
  if (all.length === 0) return null;
  return (
    <section class="alarms" aria-labelledby="alarms-title" data-test="alarms">
      <h2 id="alarms-title">{today.alarmsTitle}</h2>
      <ul>
        {all.map((alarm) => (
          <li key={`${alarm.what} ${alarm.key}`}>
            <Button test={`alarm-${alarm.what}`} onPress={() => go(alarm, props)}>
              {alarmText(alarm, props)}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
