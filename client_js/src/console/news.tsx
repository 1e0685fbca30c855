/** Says what is new once, to screen readers only: it is on the screen already. */

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { fill } from '../ui/text.ts';
import { alarmText } from './alarm_bar.tsx';
import type { DeskProps } from './desk_props.ts';
import { titleOf } from './together/called.ts';

export interface NewsProps extends DeskProps {
  /** Whether the conversations are out of sight. */
  readonly away: boolean;
}

export function News(props: NewsProps): JSX.Element {
  const { view, words, day, code, now, away } = props;
  const before = useRef({ knocks: 0, unread: new Map<string, number>(), alarms: new Set<string>() });
  /** `about`: the key of what the words are about; nothing of it stays when that is gone. */
  const [news, setNews] = useState({ text: '', about: '' });
  const unread = view.talks.reduce((sum, talk) => sum + talk.unread, 0);
  const { mine } = day.line(view, now);
  const alarms = day.alarms(view, now);
  useEffect(() => {
    // In a conversation that is shown, its own log has said it already.
    const written = view.talks.find(
      ({ key, unread }) =>
        unread > (before.current.unread.get(key) ?? 0) &&
        (away || document.getElementById(`talk-${key}`)?.hidden !== false),
    );
    const alarm = alarms.find(({ key }) => !before.current.alarms.has(key));
    if (alarm !== undefined) setNews({ text: alarmText(alarm, props), about: alarm.key });
    else if (written !== undefined) {
      const text = fill(words.newMessage, { name: titleOf(written, code) });
      setNews({ text, about: written.key });
    } else if (mine.length > before.current.knocks) setNews({ text: words.newKnock, about: '' });
    before.current = {
      knocks: mine.length,
      unread: new Map(view.talks.map((talk) => [talk.key, talk.unread])),
      alarms: new Set(alarms.map(({ key }) => key)),
    };
  }, [mine.length, unread, alarms.length]);
  const told = news.about === '' || [...view.talks, ...view.knocks].some(({ key }) => key === news.about);
  return (
    <p class="unseen" role="status" aria-live="polite" data-test="news">
      {told && news.text}
    </p>
  );
}
