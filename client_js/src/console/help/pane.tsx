/** The right side of the desk: ready-made texts, services, checklists, the crisis card, keys. */

import type { ComponentChildren, JSX, TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { HandbookView } from '../../core/handbook_view.ts';
import type { DutyAction, TalkView } from '../../core/views.ts';
import { CONSOLE, HELP, type Code } from '../../ui/catalog/languages.ts';
import { backTo, insertInto } from '../insert.ts';
import { namingOf } from './confidential.ts';
import { CrisisPanel } from './crisis_panel.tsx';
import { Emoji } from './emoji.tsx';
import { type KeyLine, KEYS, KeysPanel } from './keys_panel.tsx';
import { ListsPanel } from './lists_panel.tsx';
import { onOpenHelp } from './open.ts';
import { FIRST, type PanelProps, type Tab } from './panel.ts';
import { ServicesPanel } from './services_panel.tsx';
import { keptTicks, tick } from './texts.ts';
import { TextsPanel } from './texts_panel.tsx';

export interface HelpPaneProps {
  readonly handbook: HandbookView | undefined;
  /** Whether what is counted can be told. */
  readonly counts: boolean;
  /** The conversation that is being worked in, and all that are open. */
  readonly talk: TalkView | undefined;
  readonly talks: readonly TalkView[];
  readonly code: Code;
  readonly act: (action: DutyAction) => boolean;
  /** Keys of the rest of the screen, for the list of keys. */
  readonly keys?: readonly KeyLine[];
  /** Colleagues: the name of that part, and what is in it. */
  readonly team: { readonly name: string; readonly panel: JSX.Element };
  /** What else stands on this side of the desk. */
  readonly children: ComponentChildren;
}

type Said = 'inserted' | 'notInserted' | 'barred';

const TABS: readonly Tab[] = ['texts', 'services', 'lists', 'crisis', 'team', 'keys'];

export function HelpPane(props: HelpPaneProps): JSX.Element {
  const { handbook, counts, talk, talks, code, act, keys, team } = props;
  const help = HELP[code];
  const words = CONSOLE[code];
  const pane = useRef<HTMLElement>(null);
  const [tab, setTab] = useState<Tab>('texts');
  /** Counts what was opened by a key: the focus then goes into the panel. */
  const [jumps, setJumps] = useState(0);
  const [said, setSaid] = useState<Said>();
  const [ticks, setTicks] = useState<ReadonlySet<string>>(new Set());
  const names = useMemo(() => namingOf(handbook?.services ?? []), [handbook]);

  useEffect(() => {
    const open = (wanted: Tab): void => {
      // Hidden behind the administrator's part, it opens nothing.
      if (pane.current?.getClientRects().length === 0) return;
      setTab(wanted);
      setSaid(undefined);
      setJumps((count) => count + 1);
    };
    const listen = (event: KeyboardEvent): void => {
      const [, wanted] = KEYS.find(([key]) => key === event.key) ?? [];
      if (wanted === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(wanted);
    };
    const end = onOpenHelp(open);
    document.addEventListener('keydown', listen);
    return () => {
      end();
      document.removeEventListener('keydown', listen);
    };
  }, []);
  // Before the next key can come: none of it must fall into the message.
  useLayoutEffect(() => {
    if (jumps > 0) (document.getElementById(FIRST[tab]) ?? document.getElementById(`help-tab-${tab}`))?.focus();
  }, [jumps]);
  useEffect(() => setTicks((before) => keptTicks(before, talks.map(({ key }) => key))), [talks.length]);

  const panel: PanelProps = {
    ...{ handbook, names, talk, code, help, words, act },
    insert: (text) => {
      if (text === undefined) setSaid('barred');
      else setSaid(talk !== undefined && insertInto(talk.key, text) ? 'inserted' : 'notInserted');
    },
    ask: () => {
      setTab('team');
      setSaid('barred');
      setJumps((count) => count + 1);
    },
  };
  return (
    <aside
      ref={pane}
      class="pane help"
      aria-labelledby="help-title"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && talk !== undefined && !event.isComposing) backTo(talk.key);
      }}
    >
      <h2 id="help-title">{words.help}</h2>
      <Tabs
        tab={tab}
        onTab={(next) => {
          setTab(next);
          setSaid(undefined);
        }}
        label={words.help}
        names={{ ...help.tabs, team: team.name }}
      />
      <p class="said" role="status" data-test="said">
        {said !== undefined && help.said[said]}
      </p>
      <section id="help-panel" class="panel" role="tabpanel" aria-labelledby={`help-tab-${tab}`} data-test="help-panel" data-tab={tab}>
        {/* Opened by its key, a search begins anew; and what was looked for with one person is not for another. */}
        {tab === 'texts' && <TextsPanel key={`${jumps} ${talk?.key}`} {...panel} />}
        {tab === 'texts' && <Emoji {...panel} />}
        {tab === 'services' && <ServicesPanel key={`${jumps} ${talk?.key}`} {...panel} />}
        {tab === 'lists' && (
          <ListsPanel
            {...panel}
            ticks={ticks}
            onTick={(list, item) => setTicks(talk === undefined ? ticks : tick(ticks, talk.key, list, item))}
          />
        )}
        {tab === 'crisis' && <CrisisPanel {...panel} counts={counts} />}
        {tab === 'team' && team.panel}
        {tab === 'keys' && <KeysPanel help={help} words={words} keys={keys ?? []} />}
      </section>
      {props.children}
    </aside>
  );
}

interface TabsProps {
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
  readonly label: string;
  readonly names: Readonly<Record<Tab, string>>;
}

/** One stop for Tab; the arrows go along it, as the writing does. */
function Tabs({ tab, onTab, label, names }: TabsProps): JSX.Element {
  const move = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    const onward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const by = event.key === onward ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowRight' ? -1 : 0;
    const next = TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length];
    if (by === 0 || next === undefined) return;
    event.preventDefault();
    onTab(next);
    document.getElementById(`help-tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {TABS.map((one) => (
        <button
          key={one}
          id={`help-tab-${one}`}
          type="button"
          role="tab"
          class="tab"
          data-test="help-tab"
          data-tab={one}
          aria-selected={one === tab ? 'true' : 'false'}
          aria-controls="help-panel"
          tabIndex={one === tab ? 0 : -1}
          onClick={() => onTab(one)}
        >
          {names[one]}
        </button>
      ))}
    </div>
  );
}
