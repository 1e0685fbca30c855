/** Who has published which notice, when, and what it changed: as far as it was read here. */

import type { JSX } from 'preact';
import { noticeChanges } from '../../core/notice_changes.ts';
import type { NoticeEdition } from '../../core/notice_editions.ts';
import type { Code } from '../../ui/catalog/languages.ts';
import type { SettingsWords } from '../../ui/catalog/words.ts';
import { fill } from '../../ui/text.ts';
import { precisely } from '../times.ts';
import { changeLine, Changes } from './changes.tsx';

export interface HistoryProps {
  readonly editions: readonly NoticeEdition[];
  /** The key of this administrator, in hex. */
  readonly me: string;
  readonly words: SettingsWords;
  readonly code: Code;
}

export function History({ editions, me, words, code }: HistoryProps): JSX.Element {
  const all = [...editions].reverse();
  return (
    <details class="more" data-test="history">
      <summary>{words.history}</summary>
      <p class="hint">{words.historyText}</p>
      <ol class="history" reversed>
        {all.map((edition, at) => {
          const before = all[at + 1];
          const said = edition.by === me ? words.byMe : words.byOther;
          return (
            <li key={edition.version} data-test="edition">
              <p>{fill(said, { version: edition.version, time: precisely(edition.issued, code) })}</p>
              {before === undefined ? (
                <p class="hint">{words.firstRead}</p>
              ) : (
                <Changes
                  lines={noticeChanges(before.fields, edition.fields).map((one) => changeLine(one, words, code))}
                />
              )}
            </li>
          );
        })}
      </ol>
    </details>
  );
}
