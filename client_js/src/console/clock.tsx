/** The soft clock of a conversation, and what can be done when nobody writes any more. */

import type { JSX } from 'preact';
import type { TalkView } from '../core/views.ts';
import { CODES, DAY } from '../ui/catalog/languages.ts';
import { Button } from '../ui/parts.tsx';
import { fill } from '../ui/text.ts';
import { marks } from './desk/marks.ts';
import { pageCloses } from './desk/page_idle.ts';
import { spoken, textOf } from './desk/texts.ts';
import type { DeskProps } from './desk_props.ts';
import { insertInto } from './insert.ts';
import { useKey } from './shortcuts.ts';
import { lasting, today as timeOfDay } from './times.ts';

export interface ClockProps extends DeskProps {
  readonly talk: TalkView;
}

/** How long it has lasted, and how long was agreed. It hurries nobody: it only says so. */
export function Clock({ talk, rules, today, code, now }: ClockProps): JSX.Element | null {
  const { lasted, over } = marks(talk, rules, now);
  // Of less than a minute there is nothing to say.
  if (lasted === undefined || lasted === 0) return null;
  const [time, whole] = [lasting(lasted, code), lasting(rules.talkMinutes, code)];
  return (
    <p class={over ? 'hint over' : 'hint'} data-test="clock" data-over={String(over)}>
      {fill(over ? today.clockOver : today.clock, { time, whole })}
    </p>
  );
}

export type IdleProps = ClockProps & { readonly active: boolean };

/** Words to be read, changed and sent by a person: nothing here sends. */
export function Idle(props: IdleProps): JSX.Element {
  const { talk, view, rules, today, day, code, now, active, redraw } = props;
  const { silent, over } = marks(talk, rules, now);
  const closes = day.closer.endsAt(talk.key);
  const theirs = pageCloses(talk, view.notice, now);
  const language = talk.language || (view.notice?.languages[0] ?? '');
  const own = DAY[spoken(language, CODES)];
  const remind = (): void => {
    insertInto(talk.key, textOf(view.handbook, 'idle-remind', language) ?? own.idleRemind);
  };
  const goodbye = (): void => {
    insertInto(talk.key, textOf(view.handbook, 'idle-close', language) ?? own.idleClose);
  };
  const writing = active && talk.stage === 'talking';
  useKey(day.keys, 'remind', remind, writing);
  useKey(day.keys, 'goodbye', goodbye, writing);
  return (
    <>
      <div role="status">
        {closes !== undefined && (
          <p class="closes" data-test="closes">
            {fill(today.closesAt, { time: timeOfDay(closes, code) })}
          </p>
        )}
        {closes === undefined && theirs !== undefined && (
          <p class="hint" data-test="page-closes">
            {fill(today.pageCloses, { time: timeOfDay(theirs, code) })}
          </p>
        )}
      </div>
      {(silent !== undefined || over || closes !== undefined) && (
        <div class="row idle" data-test="idle">
          {silent !== undefined && <p class="hint">{fill(today.silent, { time: lasting(silent, code) })}</p>}
          {closes !== undefined && (
            <Button
              test="keep-open"
              onPress={() => {
                day.closer.keep(talk);
                redraw();
              }}
            >
              {today.keepOpen}
            </Button>
          )}
          {silent !== undefined && (
            <Button test="remind" onPress={remind}>
              {today.remind}
            </Button>
          )}
          <Button test="goodbye" onPress={goodbye}>
            {today.goodbye}
          </Button>
        </div>
      )}
    </>
  );
}
