/** The working screen: waiting line, conversations, help. */

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DutyAction, DutyView } from '../core/views.ts';
import { CONSOLE, OFFICE, SHARED, type Code } from '../ui/catalog/languages.ts';
import type { ConsoleWords } from '../ui/catalog/words.ts';
import type { Organisation } from '../ui/organisation.ts';
import { fill, plain } from '../ui/text.ts';
import { Administer } from './administer.tsx';
import { Header } from './header.tsx';
import { HelpPane } from './help/pane.tsx';
import { Keys } from './keys.tsx';
import { Supervise } from './supervise.tsx';
import { Talks } from './talks.tsx';
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
  /** A request for an administrator who takes this device in by hand. */
  readonly asks: () => Uint8Array | undefined;
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
  const { stamp, view, code, now, onLanguage, act, lock, asks, beside } = props;
  const [administering, setAdministering] = useState(false);
  const [claims, setClaims] = useState(0);
  /** The key of the conversation that is being worked in. */
  const [active, setActive] = useState('');
  const shared = SHARED[code];
  const words = CONSOLE[code];
  const office = OFFICE[code];
  const work = { view, shared, words, act };
  const leave = (): void => {
    setAdministering(false);
    // After the desk is shown: what is hidden cannot take the focus.
    setTimeout(() => document.getElementById('waiting')?.focus(), 0);
  };
  const claim = (key: string): void => {
    setClaims(claims + 1);
    act({ do: 'claim', key });
  };
  return (
    <>
      <a class="skip" href="#waiting" hidden={administering} onClick={jump('waiting')}>
        {words.skipWaiting}
      </a>
      <a class="skip" href="#talks" hidden={administering} onClick={jump('talks')}>
        {words.skipTalks}
      </a>
      <Header
        {...work}
        {...{ office, code, now, onLanguage, lock, asks, administering }}
        onAdminister={() => setAdministering(true)}
      />
      <main id="content">
        {administering && <Administer stamp={stamp} code={code} close={leave} />}
        {/* Hidden, not taken away: conversations go on, with what is half written in them. */}
        <div class="desk" hidden={administering}>
          <Waiting {...work} now={now} onClaim={claim} />
          <Talks {...work} office={office} claims={claims} away={administering} code={code} onActive={setActive} />
          <HelpPane
            handbook={view.handbook}
            talk={view.talks.find(({ key }) => key === active)}
            talks={view.talks}
            code={code}
            act={act}
          >
            <Supervise {...work} office={office} code={code} now={now} />
            <Keys view={view} office={office} code={code} now={now} />
            {beside}
          </HelpPane>
        </div>
      </main>
      <News view={view} words={words} away={administering} />
    </>
  );
}

interface NewsProps {
  readonly view: DutyView;
  readonly words: ConsoleWords;
  /** Whether the conversations are out of sight. */
  readonly away: boolean;
}

/** Says what is new once, to screen readers only: it is on the screen already. */
function News({ view, words, away }: NewsProps): JSX.Element {
  const before = useRef({ knocks: 0, unread: new Map<string, number>() });
  const [news, setNews] = useState({ text: '', talk: '' });
  const unread = view.talks.reduce((sum, talk) => sum + talk.unread, 0);
  useEffect(() => {
    // In a conversation that is shown, its own log has said it already.
    const written = view.talks.find(
      ({ key, unread }) =>
        unread > (before.current.unread.get(key) ?? 0) &&
        (away || document.getElementById(`talk-${key}`)?.hidden !== false),
    );
    if (written !== undefined) {
      const text = fill(words.newMessage, { name: plain(written.addressAs) || words.noName });
      setNews({ text, talk: written.key });
    } else if (view.knocks.length > before.current.knocks) setNews({ text: words.newKnock, talk: '' });
    before.current = {
      knocks: view.knocks.length,
      unread: new Map(view.talks.map((talk) => [talk.key, talk.unread])),
    };
  }, [view.knocks.length, unread]);
  // A name goes with its conversation: what is forgotten leaves nothing behind.
  const told = news.talk === '' || view.talks.some((talk) => talk.key === news.talk);
  return (
    <p class="unseen" role="status" aria-live="polite" data-test="news">
      {told && news.text}
    </p>
  );
}
