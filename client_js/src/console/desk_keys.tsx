/** Listens for the keys of the desk, and shows their menu. */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { TalkView } from '../core/views.ts';
import type { ConsoleWords, DayWords } from '../ui/catalog/words.ts';
import type { DeskProps } from './desk_props.ts';
import type { KeyLine } from './help/keys_panel.tsx';
import { openHelp } from './help/open.ts';
import { KeysMenu } from './keys_menu.tsx';
import { ACTS, type Act, keyOf, onMac, pressed, useKey } from './shortcuts.ts';

export interface DeskKeysProps extends DeskProps {
  /** In the order of the list. */
  readonly talks: readonly TalkView[];
  /** Whether the desk is out of sight. */
  readonly away: boolean;
}

/** For the list of keys in the help. */
export function keyLines(today: DayWords): readonly KeyLine[] {
  const mac = onMac();
  return [
    { keys: mac ? '⌘ K' : 'Ctrl K', says: today.keysMenu },
    { keys: `${keyOf(1, mac)}–9`, says: today.keysTalk },
    ...ACTS.map(([act]) => ({ keys: keyOf(act, mac), says: today.acts[act] })),
  ];
}

/** The short reason, for a key of which nothing came. */
export function whyNot(wanted: Act | number, words: ConsoleWords, { cannot }: DayWords): string {
  if (typeof wanted === 'number') return cannot.number;
  switch (wanted) {
    case 'answer':
    case 'next':
    case 'pause':
    case 'asked':
    case 'board':
      return cannot[wanted];
    case 'everybody':
      return words.notOnDuty;
    default:
      return cannot.talk;
  }
}

export function DeskKeys({ day, talks, words, today, code, away }: DeskKeysProps): JSX.Element | null {
  const [menu, setMenu] = useState(false);
  /** Why a key did nothing; empty again with whatever is pressed next. */
  const [said, say] = useState('');
  /** Whether there was anything to do. */
  const run = (wanted: Act | number): boolean => {
    if (typeof wanted !== 'number') return day.keys.run(wanted);
    const talk = talks[wanted - 1];
    if (talk !== undefined) day.keys.open?.(talk.key);
    return talk !== undefined;
  };
  useEffect(() => {
    if (away) return undefined;
    const listen = (event: KeyboardEvent): void => {
      const wanted = pressed(event, onMac());
      if (wanted === undefined) {
        // Also by the Alt before the next letter: the same words are then said once more.
        say('');
        return;
      }
      // The browser's own meaning of a key never comes in the place of ours, even when there is nothing to do.
      event.preventDefault();
      if (wanted === 'menu') setMenu(!menu);
      else say(run(wanted) ? '' : whyNot(wanted, words, today));
    };
    const clear = (): void => say('');
    document.addEventListener('keydown', listen);
    document.addEventListener('pointerdown', clear);
    return () => {
      document.removeEventListener('keydown', listen);
      document.removeEventListener('pointerdown', clear);
    };
  });
  useKey(day.keys, 'texts', () => openHelp('texts'), !away);
  useKey(day.keys, 'services', () => openHelp('services'), !away);
  useKey(day.keys, 'lists', () => openHelp('lists'), !away);
  useKey(day.keys, 'crisis', () => openHelp('crisis'), !away);
  useKey(day.keys, 'team', () => openHelp('team'), !away);
  return (
    <>
      {/* Always there, so that what comes into it is said. */}
      <p class="key-said" role="status" data-test="key-said">
        {said}
      </p>
      {menu && !away && (
        <KeysMenu
          table={day.keys}
          {...{ talks, today, code }}
          onChoose={(wanted) => {
            setMenu(false);
            // After the menu is gone, so that the focus goes where the act leads.
            setTimeout(() => run(wanted), 0);
          }}
          onClose={() => setMenu(false)}
        />
      )}
    </>
  );
}
