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
  /** Those whose key stands no more. */
  readonly former: readonly NoticeEdition[];
  /** The key of this administrator, in hex. */
  readonly me: string;
  readonly words: SettingsWords;
  readonly code: Code;
}

/** The newest first, by when they say they were signed: versions begin anew with other keys. Pure. */
export function inOrder({ editions, former }: Pick<HistoryProps, 'editions' | 'former'>): readonly NoticeEdition[] {
  return [...former, ...editions].sort((a, b) => a.issued - b.issued || a.version - b.version).reverse();
}

export function History(props: HistoryProps): JSX.Element {
  const { former, me, words, code } = props;
  const all = inOrder(props);
  return (
    <details class="more" data-test="history">
      <summary>{words.history}</summary>
      <p class="hint">{words.historyText}</p>
      <ol class="history" reversed>
        {all.map((edition, at) => {
          const before = all[at + 1];
          const now = edition.by === me ? words.byMe : words.byOther;
          const said = former.includes(edition) ? words.byFormer : now;
          return (
            <li key={`${edition.by} ${edition.version}`} data-test="edition">
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
