/** Which keys this device holds, what is open, and until when: whoever works with them can see it. */

import type { JSX } from 'preact';
import { proquint } from '../core/proquint.ts';
import type { DutyView } from '../core/views.ts';
import type { Code } from '../ui/catalog/languages.ts';
import type { OfficeWords } from '../ui/catalog/words.ts';
import { fill } from '../ui/text.ts';
import { moment } from './times.ts';
import { Heads } from './warnings.tsx';

export interface KeysProps {
  readonly view: DutyView;
  readonly office: OfficeWords;
  readonly code: Code;
  /** Seconds since 1970. */
  readonly now: number;
}

export function Keys({ view, office, code, now }: KeysProps): JSX.Element {
  const { keys, certificateExpires, shiftExpires, rosterExpires } = view;
  const open = view.talks.filter((talk) => talk.stage !== 'ended').length;
  return (
    <details class="keys" data-test="keys">
      <summary>{office.keys}</summary>
      <ul>
        <li data-test="key-until">
          {keys.until > now ? fill(office.keysUntil, { time: moment(keys.until, now, code) }) : office.keysNone}
        </li>
        {view.fingerprint !== '' && (
          <li data-test="own-words">{fill(office.keysWords, { words: proquint(view.fingerprint) })}</li>
        )}
        {keys.old.length === 0 && <li>{office.keysNoOld}</li>}
        {keys.old.map((until) => (
          <li key={until} data-test="key-old">
            {fill(office.keysOld, { time: moment(until, now, code) })}
          </li>
        ))}
        {shiftExpires !== undefined && shiftExpires > now && (
          <li>{fill(office.shiftKeyUntil, { time: moment(shiftExpires, now, code) })}</li>
        )}
        {rosterExpires !== undefined && (
          <li data-test="open-talks">{fill(office.openTalks, { count: open, time: moment(rosterExpires, now, code) })}</li>
        )}
        {certificateExpires !== undefined && (
          <li data-test="certificate-until">
            {fill(office.certificateUntil, { time: moment(certificateExpires, now, code) })}
          </li>
        )}
      </ul>
      {/* Also for a colleague who asks by phone: an administrator whose browser remembers nothing. */}
      <Heads heads={view.heads} office={office} />
    </details>
  );
}
