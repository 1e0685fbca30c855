/** How a conversation is called that has come from a colleague: nobody has told a name for it. Pure. */

import type { TalkView } from '../../core/views.ts';
import { type Code, CONSOLE, SHARED, TOGETHER } from '../../ui/catalog/languages.ts';
import { fill, plain } from '../../ui/text.ts';
import { isHost } from './asks.ts';

/** Longest title, in characters: an alias and the words around it. */
const MOST = 120;

type Titled = Pick<TalkView, 'addressAs' | 'asks'>;

/** What stands above it. */
export function headingOf(talk: Titled, code: Code): string {
  const title = titleOf(talk, code);
  const came = plain(talk.addressAs) === '' && talk.asks.some((ask) => !isHost(ask));
  return came ? fill(TOGETHER[code].cameFrom, { title }) : fill(CONSOLE[code].talkWith, { name: title });
}

/** A name, or from whom it has come; fit to stand inside a sentence. */
export function titleOf(talk: Titled, code: Code): string {
  const name = plain(talk.addressAs);
  if (name !== '') return name;
  const from = talk.asks.find((ask) => !isHost(ask));
  if (from === undefined) return CONSOLE[code].noName;
  const alias = plain(from.alias) || SHARED[code].someone;
  return plain(fill(TOGETHER[code].from, { name: alias }), MOST);
}
