/** Colleagues beside the conversation: who is here, and a line to one of them that only staff read. */

import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ColleagueView, StaffTalkView } from '../../core/views_desk.ts';
import { TOGETHER } from '../../ui/catalog/languages.ts';
import { Typing } from '../../ui/messages.tsx';
import { Button } from '../../ui/parts.tsx';
import { fill, plain, word } from '../../ui/text.ts';
import { languageName, listed } from '../../ui/tongue.ts';
import type { DeskProps } from '../desk_props.ts';
import { FIRST } from '../help/panel.ts';
import { Log } from '../log.tsx';
import { lasting } from '../times.ts';
import { Writing } from '../writing.tsx';
import { lineDraft } from './asks.ts';
import { isCopied } from './copied.ts';
import { focusOn } from './focus.ts';

export interface TeamProps extends DeskProps {
  /** Whose line is shown; empty for the list. */
  readonly chosen: string;
  readonly onChoose: (colleague: string) => void;
}

export function Team(props: TeamProps): JSX.Element {
  const { view, code, chosen, onChoose } = props;
  const told = TOGETHER[code];
  const talk = view.staffTalks.find(({ colleague }) => colleague === chosen);
  const before = useRef(chosen);
  useLayoutEffect(() => {
    // From the list to a line and back, also by keyboard alone.
    if (before.current !== chosen) document.getElementById(FIRST.team)?.focus();
    before.current = chosen;
  }, [chosen]);
  if (talk !== undefined) return <Quiet key={chosen} {...props} talk={talk} />;
  // Those who have gone, with what was written to them.
  const gone = view.staffTalks.filter(({ colleague }) => !view.colleagues.some(({ key }) => key === colleague));
  return (
    <>
      <h3 id={FIRST.team} tabIndex={-1}>
        {told.team}
      </h3>
      {view.colleagues.length === 0 && <p class="hint">{told.nobodyElse}</p>}
      {view.colleagues.length + gone.length > 0 && (
        <ul class="colleagues" data-test="colleagues">
          {view.colleagues.map((one) => (
            <Colleague key={one.key} {...props} one={one} />
          ))}
          {gone.map(({ colleague, alias, unread }) => (
            <li key={colleague}>
              <Button look="quiet" onPress={() => onChoose(colleague)}>
                {fill(told.quietOf, { name: plain(alias) })}
              </Button>
              <New {...props} unread={unread} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function New({ unread, words }: TeamProps & { readonly unread: number }): JSX.Element | null {
  return unread === 0 ? null : <strong data-test="quiet-unread">{fill(words.unread, { count: unread })}</strong>;
}

function Colleague(props: TeamProps & { readonly one: ColleagueView }): JSX.Element {
  const { one, view, shared, code, now, act, onChoose } = props;
  const told = TOGETHER[code];
  const [refused, setRefused] = useState(false);
  const name = plain(one.alias) || shared.someone;
  const talk = view.staffTalks.find(({ colleague }) => colleague === one.key);
  const languages = listed(one.languages.map((tag) => plain(languageName(tag, shared.code))), shared.code);
  const waits = one.talks.flatMap(({ waitingSince }) => (waitingSince === undefined ? [] : [waitingSince]));
  const minutes = Math.max(0, Math.floor((now - Math.min(...waits)) / 60));
  const open = (): void => {
    const there = talk !== undefined && talk.stage !== 'ended';
    if (there || act({ do: 'staff-open', colleague: one.key })) onChoose(one.key);
    else setRefused(true);
  };
  return (
    <li data-test="colleague" data-state={one.state}>
      <p>
        <strong>{name}</strong> <span class="hint">{word(shared.roles, one.role)}</span>
      </p>
      <p class="hint">
        {told.states[one.state]}
        {languages !== '' && ` · ${languages}`}
      </p>
      <p class="hint">{fill(told.talksOf, { count: one.talks.length, most: one.limit })}</p>
      {waits.length > 0 && <p class="hint">{fill(told.waitsThere, { time: lasting(minutes, code) })}</p>}
      <div class="row">
        <Button test="quiet-open" disabled={!one.reachable} label={fill(told.quietOf, { name })} onPress={open}>
          {told.quiet}
        </Button>
        <New {...props} unread={talk?.unread ?? 0} />
      </div>
      <div role="alert">{refused && <p class="wrong">{told.notNow}</p>}</div>
    </li>
  );
}

/** One line. Like a small conversation, and never to be taken for one with a survivor. */
function Quiet(props: TeamProps & { readonly talk: StaffTalkView }): JSX.Element {
  const { talk, view, shared, today, day, code, act, onChoose } = props;
  const told = TOGETHER[code];
  const { colleague } = talk;
  const name = plain(talk.alias) || shared.someone;
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (talk.unread > 0 && !document.hidden) act({ do: 'staff-read', colleague });
  }, [talk.unread]);
  const send = (text: string): boolean => {
    const bad = isCopied(text, view.talks);
    setCopied(bad);
    return !bad && act({ do: 'staff-say', colleague, text });
  };
  // Nothing of it stays: neither what was said, nor what is half written.
  const close = (): void => {
    act({ do: 'staff-close', colleague });
    day.asides.delete(lineDraft(colleague));
    onChoose('');
  };
  const again = (): void => {
    act({ do: 'staff-open', colleague });
    focusOn(FIRST.team);
  };
  const words = {
    ...shared,
    compose: fill(told.write, { name }),
    notTaken: copied ? told.copied : shared.notTaken,
  };
  return (
    <section class="quiet-talk" aria-labelledby={FIRST.team} data-test="quiet" data-stage={talk.stage}>
      <h3 id={FIRST.team} tabIndex={-1}>
        {fill(told.quietOf, { name })}
      </h3>
      <p class="hint">{told.quietText}</p>
      <p class="hint" role="status">
        {told.lines[talk.stage]}
      </p>
      <Log notes={talk.notes} shared={shared} words={today} survivor="" shown />
      <Typing names={talk.typing ? [name] : []} words={shared} />
      {talk.stage === 'ended' ? (
        <Button test="quiet-again" onPress={again}>
          {told.lineOpen}
        </Button>
      ) : (
        <Writing
          id={`aside-${colleague.slice(0, 16)}`}
          words={words}
          day={today}
          drafts={day.asides}
          talk={lineDraft(colleague)}
          rereads={false}
          disabled={false}
          onSend={send}
          onTyping={(on) => act({ do: 'staff-typing', colleague, on })}
        />
      )}
      <div class="row">
        <Button look="quiet" test="quiet-back" onPress={talk.stage === 'ended' ? close : () => onChoose('')}>
          {told.back}
        </Button>
        {talk.stage !== 'ended' && (
          <Button look="quiet" test="quiet-close" onPress={close}>
            {told.lineClose}
          </Button>
        )}
      </div>
    </section>
  );
}

/** New words of all lines. */
export function unreadOf(talks: readonly Pick<StaffTalkView, 'unread'>[]): number {
  return talks.reduce((sum, { unread }) => sum + unread, 0);
}
