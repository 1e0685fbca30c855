/** Which keys this device holds, and until when: nothing of it is hidden from who works with them. */

import type { JSX } from 'preact';
import type { DutyView } from '../core/views.ts';
import type { Code } from '../ui/catalog/languages.ts';
import type { OfficeWords } from '../ui/catalog/words-office.ts';
import { moment } from './times.ts';

export interface KeysProps {
  readonly view: DutyView;
  readonly office: OfficeWords;
  readonly code: Code;
  /** Seconds since 1970. */
  readonly now: number;
}

export function Keys({ view, office, code, now }: KeysProps): JSX.Element {
  const { keys, certificateExpires } = view;
  return (
    <details class="keys" data-test="keys">
      <summary>{office.keys}</summary>
      <ul>
        <li data-test="key-until">
          {keys.until > now ? office.keysUntil(moment(keys.until, now, code)) : office.keysNone}
        </li>
        {keys.old.length === 0 && <li>{office.keysNoOld}</li>}
        {keys.old.map((until) => (
          <li key={until} data-test="key-old">
            {office.keysOld(moment(until, now, code))}
          </li>
        ))}
        {certificateExpires !== undefined && (
          <li data-test="certificate-until">
            {office.certificateUntil(moment(certificateExpires, now, code))}
          </li>
        )}
      </ul>
    </details>
  );
}
