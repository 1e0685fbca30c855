/** What can be done now with one more key; also for those whose Alt writes letters. */

import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { TalkView } from '../core/views.ts';
import type { Code } from '../ui/catalog/languages.ts';
import type { DayWords } from '../ui/catalog/words.ts';
import { Button, Title } from '../ui/parts.tsx';
import { ACTS, type Act, chosen, type KeyTable } from './shortcuts.ts';
import { headingOf } from './together/called.ts';

export interface KeysMenuProps {
  readonly table: KeyTable;
  /** In the order of the list. */
  readonly talks: readonly TalkView[];
  readonly today: DayWords;
  readonly code: Code;
  readonly onChoose: (wanted: Act | number) => void;
  readonly onClose: () => void;
}

export function KeysMenu({ table, talks, today, code, onChoose, onClose }: KeysMenuProps): JSX.Element {
  const before = useRef<Element | null>(document.activeElement);
  const acted = useRef(false);
  useLayoutEffect(
    () => () => {
      // Back to where one was, unless what was chosen leads elsewhere.
      if (!acted.current && before.current instanceof HTMLElement) before.current.focus();
    },
    [],
  );
  const choose = (wanted: Act | number): void => {
    acted.current = true;
    onChoose(wanted);
  };
  return (
    <section
      class="confirm keys-menu"
      role="dialog"
      aria-labelledby="keys-menu-title"
      data-test="keys-menu"
      onKeyDown={(event) => {
        const wanted = chosen(event);
        if (event.key === 'Escape') onClose();
        else if (wanted !== undefined && (typeof wanted === 'number' ? wanted <= talks.length : table.has(wanted))) {
          event.preventDefault();
          event.stopPropagation();
          choose(wanted);
        }
      }}
    >
      <div id="keys-menu-title">
        <Title level={2}>{today.keysTitle}</Title>
      </div>
      <p class="hint">{today.keysHint}</p>
      <ul>
        {ACTS.filter(([act]) => table.has(act)).map(([act, letter]) => (
          <li key={act}>
            <Button test={`key-${act}`} onPress={() => choose(act)}>
              <kbd dir="ltr">{letter}</kbd> {today.acts[act]}
            </Button>
          </li>
        ))}
        {talks.slice(0, 9).map((talk, at) => (
          <li key={talk.key}>
            <Button onPress={() => choose(at + 1)}>
              <kbd dir="ltr">{at + 1}</kbd>{' '}
              {headingOf(talk, code)}
            </Button>
          </li>
        ))}
      </ul>
      <Button look="quiet" onPress={onClose}>
        {today.keysClose}
      </Button>
    </section>
  );
}
