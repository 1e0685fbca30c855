/** Which months are over and cannot be told yet, and what to do about it. */

import type { JSX } from 'preact';
import { firstDay } from '../../core/ledger.ts';
import { waitingMonths } from '../../core/numbers_tables.ts';
import { fill } from '../../ui/text.ts';
import { listed } from '../../ui/tongue.ts';
import { type Naming, whenName } from './labels.ts';
import type { NumbersSession } from './session.ts';

export interface WaitingProps extends Pick<Naming, 'words' | 'code'> {
  readonly session: NumbersSession;
  readonly test: string;
}

export function Waiting({ session, words, code, test }: WaitingProps): JSX.Element | null {
  const months = waitingMonths(session.ledger, session.today);
  if (months.length === 0) return null;
  const names = listed(months.map((month) => whenName(firstDay(month), 'month', code)), code);
  return (
    <p class="hint" data-test={test}>
      {fill(words.waiting, { months: names })}
    </p>
  );
}
