/** The working screen: waiting line, conversations, help. */

import type { ComponentChildren, JSX } from 'preact';
import { useReducer, useRef, useState } from 'preact/hooks';
import type { DutyAction, DutyView } from '../core/views.ts';
import { CONSOLE, DAY, OFFICE, SHARED, TOGETHER, type Code } from '../ui/catalog/languages.ts';
import type { Organisation } from '../ui/organisation.ts';
import { fill } from '../ui/text.ts';
import { Administer } from './administer.tsx';
import { AdministerEntry } from './administer_entry.tsx';
import { AlarmBar } from './alarm_bar.tsx';
import type { Alerts } from './alerts.ts';
import type { Day } from './day.ts';
import { inOrder } from './desk/marks.ts';
import { DeskKeys, keyLines } from './desk_keys.tsx';
import { Header } from './header.tsx';
import { HelpPane } from './help/pane.tsx';
import { Keys } from './keys.tsx';
import { MyDay } from './my_day.tsx';
import { News } from './news.tsx';
import { Numbers } from './numbers/numbers.tsx';
import type { Lent } from './numbers/session.ts';
import { Supervise } from './supervise.tsx';
import { useKey } from './shortcuts.ts';
import { Talks } from './talks.tsx';
import { SUPERVISORS } from './together/asks.ts';
import { AskBar } from './together/bar.tsx';
import { Board } from './together/board.tsx';
import { focusOn } from './together/focus.ts';
import { Team, unreadOf } from './together/team.tsx';
import { Waiting } from './waiting.tsx';

export interface WorkScreenProps {
  /** Whose console this is, and which relay it may speak to. */
  readonly stamp: Organisation;
  readonly view: DutyView;
  readonly code: Code;
  /** Seconds since 1970. */
  readonly now: number;
  readonly onLanguage: (code: Code) => void;
  readonly act: (action: DutyAction) => boolean;
  readonly lock: () => void;
  /** This person's day, and how the console speaks up. */
  readonly day: Day;
  readonly alerts: Alerts;
  /** A request for an administrator who takes this device in by hand. */
  readonly asks: () => Uint8Array | undefined;
  /** What this device lends to collect numbers. */
  readonly lend: () => Lent | undefined;
  /** What marks a practice, in which nobody is real: it has neither numbers nor an administrator. */
  readonly practice?: ComponentChildren;
  /** What else stands beside the work: how the console locks. */
  readonly beside: ComponentChildren;
}

function jump(id: string): (event: Event) => void {
  return (event) => {
    event.preventDefault(); // no fragment in the address, no entry in the history
    document.getElementById(id)?.focus();
  };
}

export function Work(props: WorkScreenProps): JSX.Element {
  const { stamp, view, code, now, onLanguage, act, lock, day, alerts, asks, lend, practice, beside } = props;
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  /** What lies over the desk, if anything. */
  const [part, setPart] = useState<'administer' | 'numbers' | 'board' | undefined>(undefined);
  const administering = part !== undefined;
  /** The box in which one was writing when another part was opened. */
  const wrote = useRef('');
  const open = (one: 'administer' | 'numbers' | 'board'): void => {
    const { activeElement } = document;
    wrote.current = activeElement instanceof HTMLTextAreaElement ? activeElement.id : '';
    setPart(one);
  };
  const [claims, setClaims] = useState(0);
  /** The key of the conversation that is being worked in. */
  const [active, setActive] = useState('');
  /** The colleague whose line stands beside it; empty for none. */
  const [quiet, setQuiet] = useState('');
  const shared = SHARED[code];
  const words = CONSOLE[code];
  const office = OFFICE[code];
  const today = DAY[code];
  const rules = day.rules(view);
  const work = { view, shared, words, act, day, today, rules, code, now, redraw: () => redraw(undefined) };
  const board = practice === undefined && SUPERVISORS.includes(view.role);
  useKey(day.keys, 'board', () => open('board'), board && !administering);
  const unread = unreadOf(view.staffTalks);
  const told = TOGETHER[code];
  const team = {
    name: unread > 0 ? fill(told.teamNew, { count: unread }) : told.team,
    panel: <Team {...work} chosen={quiet} onChoose={setQuiet} />,
  };
  // After the desk is shown, what is hidden cannot take the focus; whoever was writing goes on there.
  const leave = (): void => {
    setPart(undefined);
    focusOn(wrote.current, 'waiting');
  };
  const administer = practice === undefined ? (): void => open('administer') : undefined;
  const claim = (key: string): void => {
    setClaims(claims + 1);
    act({ do: 'claim', key });
  };
  return (
    <>
      {practice}
      <Header
        skips={
          <>
            <a class="skip" href="#waiting" hidden={administering} onClick={jump('waiting')}>
              {words.skipWaiting}
            </a>
            <a class="skip" href="#talks" hidden={administering} onClick={jump('talks')}>
              {words.skipTalks}
            </a>
          </>
        }
        {...work}
        {...{ office, onLanguage, lock, asks, administering }}
        onAdminister={view.role === 'administrator' ? administer : undefined}
        onBoard={board ? () => open('board') : undefined}
        onNumbers={practice !== undefined ? undefined : () => open('numbers')}
      />
      <main id="content">
        {part === 'administer' && <Administer stamp={stamp} code={code} close={leave} />}
        {part === 'numbers' && <Numbers {...{ stamp, view, code, lend }} close={leave} />}
        {part === 'board' && <Board {...work} close={leave} />}
        {/* Hidden, not taken away: conversations go on, with what is half written in them. */}
        <div hidden={administering}>
          <DeskKeys {...work} talks={inOrder(view.talks)} away={administering} />
          <AlarmBar {...work} />
          {part !== 'board' && <AskBar {...work} away={administering} />}
        </div>
        <div class="desk" hidden={administering}>
          <div class="beside-talks">
            <Waiting {...work} onClaim={claim} />
            <MyDay {...work} alerts={alerts} />
          </div>
          <Talks {...work} office={office} claims={claims} away={administering} onActive={setActive} />
          <HelpPane
            handbook={view.handbook}
            counts={view.counts}
            talk={view.talks.find(({ key }) => key === active)}
            talks={view.talks}
            code={code}
            act={act}
            keys={keyLines(today)}
            team={team}
          >
            <Supervise {...work} office={office} />
            <Keys view={view} office={office} code={code} now={now} />
            {beside}
            {administer !== undefined && view.role !== 'administrator' && (
              <AdministerEntry office={office} open={administer} />
            )}
          </HelpPane>
        </div>
        <News {...work} away={administering} />
      </main>
    </>
  );
}
