/** The working screen: waiting line, conversations, help. */

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DutyAction, DutyView } from '../core/views.ts';
import { CONSOLE, SHARED, type Code } from '../ui/catalog/languages.ts';
import type { ConsoleWords } from '../ui/catalog/words.ts';
import { plain } from '../ui/text.ts';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { Talks } from './talks.tsx';
import { Waiting } from './waiting.tsx';

export interface WorkScreenProps {
  readonly view: DutyView;
  readonly code: Code;
  /** Seconds since 1970. */
  readonly now: number;
  readonly onLanguage: (code: Code) => void;
  readonly act: (action: DutyAction) => boolean;
  readonly lock: () => void;
}

function jump(id: string): (event: Event) => void {
  return (event) => {
    event.preventDefault(); // no fragment in the address, no entry in the history
    document.getElementById(id)?.focus();
  };
}

export function Work({ view, code, now, onLanguage, act, lock }: WorkScreenProps): JSX.Element {
  const [claims, setClaims] = useState(0);
  const shared = SHARED[code];
  const words = CONSOLE[code];
  const props = { view, shared, words, act };
  const claim = (key: string): void => {
    setClaims(claims + 1);
    act({ do: 'claim', key });
  };
  return (
    <>
      <a class="skip" href="#waiting" onClick={jump('waiting')}>
        {words.skipWaiting}
      </a>
      <a class="skip" href="#talks" onClick={jump('talks')}>
        {words.skipTalks}
      </a>
      <Header {...props} code={code} onLanguage={onLanguage} lock={lock} />
      <main id="content" class="desk">
        <Waiting {...props} now={now} onClaim={claim} />
        <Talks {...props} claims={claims} />
        <Help words={words} />
      </main>
      <News view={view} words={words} />
    </>
  );
}

/** Says what is new once, to screen readers only: it is on the screen already. */
function News({ view, words }: { view: DutyView; words: ConsoleWords }): JSX.Element {
  const before = useRef({ knocks: 0, unread: new Map<string, number>() });
  const [news, setNews] = useState({ text: '', talk: '' });
  const unread = view.talks.reduce((sum, talk) => sum + talk.unread, 0);
  useEffect(() => {
    // In a conversation that is shown, its own log has said it already.
    const written = view.talks.find(
      ({ key, unread }) =>
        unread > (before.current.unread.get(key) ?? 0) &&
        document.getElementById(`talk-${key}`)?.hidden !== false,
    );
    if (written !== undefined) {
      const text = words.newMessage(plain(written.addressAs) || words.noName);
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
