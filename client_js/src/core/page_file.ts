/**
 * The survivor's page file made again with another notice inside. It takes the file that is in use
 * apart into the page that was built and what was stamped into it, believes only a page that this very
 * build has made (by its hash), and stamps it anew: the same bytes as `noview-org page` writes. Pure.
 */

import { type Bytes, fromUtf8, hex, utf8 } from './bytes.ts';
import { decodeEnvelope, decodePayload, Kind, noticeForm } from './document_types.ts';
import { NoviewError } from './errors.ts';
import { lettersRead } from './letters.ts';
import type { NoticeFields } from './notice_draft.ts';
import {
  comment,
  isRelay,
  isTitle,
  lineOf,
  type PageParts,
  type PageTongue,
  paragraphsOf,
  stampPage,
  up,
} from './page_stamp.ts';
import { sha256 } from './primitives.ts';

/** Why a file cannot be made again. */
export type PageRefusal =
  /** It is no survivor's page, or was not stamped. */
  | 'no-page'
  /** Another organisation's, another desk's, or one that leads to another relay. */
  | 'other-page'
  /** Built by another version than this console, or changed since. */
  | 'other-build';

export interface PageWish {
  /** SHA-256 (hex) of the survivor's page as it was built with this console. */
  readonly built: string;
  readonly short: PageParts['short'];
  /** Every language that a page can speak. */
  readonly tongues: readonly PageTongue[];
  /** Hex. */
  readonly organisation: string;
  readonly desk: string;
  /** The console's own: no file says where the people who write are led. */
  readonly relay: string;
  /** Of the newest charter. */
  readonly charterVersion: number;
  readonly name: string;
  readonly notice: Bytes;
  readonly says: NoticeFields;
}

export interface PageMade {
  readonly file: Bytes;
  readonly sha256: string;
  /** The file's own, which nothing here can tell from one that somebody else chose. */
  readonly title: string;
  /** The languages that it speaks. */
  readonly languages: readonly string[];
}

/** More than any page has: it is not read further. */
const MOST_BYTES = 4 * 1024 * 1024;
const BLOCK = (id: string): RegExp =>
  new RegExp(`<script type="application/json" id="${id}">([^<]*)</script>`);
const LINES = ['leaving.two', 'leaving.one', 'leaving.late', 'leaving.gone', 'exit', 'title'] as const;
const PARAGRAPHS = ['static.fault', 'static.old', 'static.script'] as const;

/** The file again, with the newest notice, in the languages that `noview-org page` would choose. */
export function pageAgain(file: Bytes, wish: PageWish): PageMade | PageRefusal {
  const page = textOf(file);
  const read = page === undefined ? undefined : stamped(page);
  if (page === undefined || read === undefined) return 'no-page';
  if (read.organisation !== wish.organisation || read.desk !== wish.desk) return 'other-page';
  // These two come from the file: what no stamping writes was put in by somebody else.
  if (!isRelay(read.relay) || !isTitle(read.title)) return 'other-build';
  if (read.relay !== wish.relay) return 'other-page';
  const spoken = read.codes.map((code) => wish.tongues.find((one) => one.code === code));
  const tongues = spoken.flatMap((one) => (one === undefined ? [] : [one]));
  if (tongues.length === 0 || tongues.length < spoken.length) return 'other-build';
  const template = built(page, read.relay, tongues);
  if (template === undefined || hex(sha256(utf8(template))) !== wish.built) return 'other-build';
  const { notice, says, short } = wish;
  const { relay, title } = read;
  const kept = same(chosen(wish.tongues, read.says), tongues) ? chosen(wish.tongues, says) : tongues;
  const made = (parts: Pick<PageParts, 'tongues' | 'notice' | 'says'>, version: number, name: string) =>
    stampPage(template, {
      stamp: {
        ...{ organisation: read.organisation, desk: read.desk, relay, name, title },
        leastCharterVersion: version,
      },
      short,
      ...parts,
    });
  // What was stamped must be what this build stamps, to the last byte: nobody has put in anything.
  const before = { tongues, notice: read.notice, says: read.says };
  if (made(before, read.leastCharterVersion, read.name) !== page) return 'other-build';
  const bytes = utf8(made({ tongues: kept, notice, says }, wish.charterVersion, wish.name));
  return { file: bytes, sha256: hex(sha256(bytes)), title, languages: kept.map(({ code }) => code) };
}

/** The languages of a notice that pages can speak, or the first that there is. */
function chosen(all: readonly PageTongue[], says: NoticeFields): readonly PageTongue[] {
  const own = says.texts.flatMap(({ language }) => all.filter(({ code }) => code === language));
  return own.length > 0 ? own : all.slice(0, 1);
}

const same = (some: readonly PageTongue[], others: readonly PageTongue[]): boolean =>
  some.map(({ code }) => code).join() === others.map(({ code }) => code).join();

function textOf(file: Bytes): string | undefined {
  if (file.length > MOST_BYTES) return undefined;
  try {
    const text = fromUtf8(file);
    return text.includes('\u0000') ? undefined : text;
  } catch (error) {
    if (error instanceof NoviewError) return undefined;
    throw error;
  }
}

interface Stamped {
  readonly organisation: string;
  readonly desk: string;
  readonly relay: string;
  readonly name: string;
  readonly title: string;
  readonly leastCharterVersion: number;
  readonly notice: Bytes;
  readonly says: NoticeFields;
  readonly codes: readonly string[];
}

/** What stands in the data blocks; undefined where they are not there, or not what they should be. */
function stamped(page: string): Stamped | undefined {
  try {
    const of = JSON.parse(BLOCK('noview-organisation').exec(page)?.[1] ?? '') as Readonly<
      Record<string, unknown>
    >;
    const words: unknown = JSON.parse(BLOCK('noview-words').exec(page)?.[1] ?? '');
    const text = (name: string): string => {
      const value = of[name];
      if (typeof value !== 'string') throw new TypeError(name);
      return value;
    };
    const notice = lettersRead(of['notice']);
    if (notice === undefined) return undefined;
    const { payload } = decodeEnvelope(notice, Kind.notice);
    return {
      organisation: text('organisation'),
      desk: text('desk'),
      relay: text('relay'),
      name: text('name'),
      title: text('title'),
      leastCharterVersion: Number(of['least_charter_version']),
      notice,
      says: decodePayload(noticeForm, payload),
      codes: Array.isArray(words) ? words.map(firstText) : [],
    };
  } catch (error) {
    // Not JSON, not text, no notice: not a page that was stamped.
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof NoviewError) {
      return undefined;
    }
    throw error;
  }
}

/** The code of a language comes first among its words. */
function firstText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return firstText(Object.values(value)[0]);
}

/** The page as it was built: markers again in the place of what was stamped. */
function built(page: string, relay: string, tongues: readonly PageTongue[]): string | undefined {
  const [first] = tongues;
  let text = page
    .replace(BLOCK('noview-organisation'), comment('organisation'))
    .replace(BLOCK('noview-words'), comment('words'))
    .replace(/(<\/noscript>\n)[^]*?(\n<\/section>)/, `$1${comment('noscript')}$2`)
    .replace(/(<a [^>]*id="exit"[^>]*href=")[^"]*"/, `$1${up('EXIT')}"`)
    .replace(`connect-src ${relay};`, `connect-src ${up('RELAY')};`)
    .replace(
      `<html lang="${first?.code}" dir="${first?.direction}"`,
      `<html lang="${up('LANGUAGE')}" dir="${up('DIRECTION')}"`,
    );
  for (const key of PARAGRAPHS) text = put(text, paragraphsOf(tongues, key), comment(`plain ${key}`));
  for (const key of LINES) {
    const [line, marker] = [lineOf(tongues, key), up(`SAID_${key}`)];
    text = put(put(text, `="${line}"`, `="${marker}"`), `>${line}</`, `>${marker}</`);
  }
  return text === page ? undefined : text;
}

/** The first place of `what`; nothing in it or beside it means anything to a search. */
function put(text: string, what: string, marker: string): string {
  const at = text.indexOf(what);
  return at < 0 ? text : text.slice(0, at) + marker + text.slice(at + what.length);
}
