/**
 * The numbers: beside the conversations, which go on meanwhile. The statistics vault is open only for
 * as long as it is needed; its keys go when this part is left.
 */

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DutyView } from '../../core/views.ts';
import { NUMBERS, type Code } from '../../ui/catalog/languages.ts';
import type { Organisation } from '../../ui/organisation.ts';
import { Button, Title } from '../../ui/parts.tsx';
import { random } from '../../ui/support.ts';
import { type OpenVault, VaultForm } from '../vault_form.tsx';
import { Board } from './board.tsx';
import { type Lent, NumbersSession, openStatistics } from './session.ts';

/** Who may see numbers; the vault alone opens them. */
export const READERS: readonly string[] = ['supervisor', 'administrator'];

export interface NumbersProps {
  readonly stamp: Organisation;
  readonly view: DutyView;
  readonly code: Code;
  readonly lend: () => Lent | undefined;
  /** Leaves this part. */
  readonly close: () => void;
}

/** What had the focus is gone: whoever uses the keyboard goes on from the part's heading. */
function backToHeading(): void {
  setTimeout(() => document.querySelector<HTMLElement>('#numbers-title h2')?.focus(), 0);
}

export function Numbers({ stamp, view, code, lend, close }: NumbersProps): JSX.Element {
  const work = useRef<NumbersSession | undefined>(undefined);
  const here = useRef(true);
  const [session, setSession] = useState<NumbersSession | undefined>(undefined);
  const words = NUMBERS[code];
  const lock = (): void => {
    work.current?.lock();
    work.current = undefined;
    setSession(undefined);
    backToHeading();
  };
  // Whoever leaves takes the keys away, also in the middle of unlocking.
  useEffect(
    () => () => {
      here.current = false;
      work.current?.lock();
    },
    [],
  );
  const unlock: OpenVault = async (raw, passphrase, progress) => {
    const vault = await openStatistics(stamp, raw, passphrase, progress);
    if (typeof vault === 'string') return vault;
    const now = (): number => Date.now() / 1000;
    const opened = new NumbersSession({ place: stamp, vault, lend, random, now });
    if (here.current) {
      work.current = opened;
      setSession(opened);
      backToHeading();
    } else opened.lock();
    return undefined;
  };
  const { handbook, notice } = view;
  return (
    <section
      class="administer"
      aria-labelledby="numbers-title"
      data-test="numbers"
      data-stage={session === undefined ? 'locked' : 'open'}
    >
      <div class="row between" id="numbers-title">
        <Title level={2}>{words.open}</Title>
        <Button test="numbers-close" onPress={close}>
          {words.close}
        </Button>
      </div>
      {session === undefined ? (
        <VaultForm
          {...{ code, id: 'numbers', open: unlock }}
          text={words.lockedText}
          file={words.file}
          hint={words.fileHint}
          button={words.unlock}
        />
      ) : (
        <div class="numbers-board">
          <Board {...{ session, handbook, notice, words, code, lock }} />
        </div>
      )}
    </section>
  );
}
