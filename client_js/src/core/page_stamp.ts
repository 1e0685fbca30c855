/**
 * Stamping the survivor's page with an organisation: the twin of orgkeys/office/{pages,page_words}.py,
 * byte for byte (tests/vectors/page). What is put in is inert wherever it came from: JSON in a data
 * block that cannot end early, and escaped text. Pure.
 */

import type { Bytes } from './bytes.ts';
import { LocalFault } from './errors.ts';
import { type NoticeFields, clock } from './notice_draft.ts';

/** Words of the catalogs, as nested objects of text. */
export type Nested = { readonly [key: string]: string | Nested } | readonly (string | Nested)[];

/** One language of a page: its code, `ltr` or `rtl`, and the words that the page can say in it. */
export interface PageTongue {
  readonly code: string;
  readonly direction: string;
  readonly days: readonly string[];
  readonly shared: Nested;
  readonly survivor: Nested;
}

/** What a page is told, beside the notice. */
export interface PageStamp {
  /** Hex. */
  readonly organisation: string;
  readonly leastCharterVersion: number;
  /** Hex. */
  readonly desk: string;
  readonly relay: string;
  readonly name: string;
  readonly title: string;
}

export interface PageParts {
  readonly stamp: PageStamp;
  /** The envelope, and what it says. */
  readonly notice: Bytes;
  readonly says: NoticeFields;
  /** The first one first. */
  readonly tongues: readonly PageTongue[];
  /** The short names by which the page's script knows its words. */
  readonly short: Readonly<Record<string, string>>;
}

const RELAY = /^(wss?):\/\/(?!.{254})((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?::([1-9][0-9]{0,4}))?$/;
const NEAR = /^(localhost|127(\.[0-9]{1,3}){3}|.+\.onion)$/;
/** Controls, invisible formatting, lone surrogates, private use, unassigned, line separators. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
/** Characters. */
const TITLE_MOST = 60;
const EXIT = /^https:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?(\/[A-Za-z0-9._~/%-]*)?$/;
const NEUTRAL = 'https://www.wikipedia.org/';
// No marker stands in this script as it is written in a page: the build would take it for one.
const [UP, COMMENT] = [['', '', 'NOVIEW', ''].join('_'), ['<!', 'noview:'].join('--')];

/** What stands in the built page, in the place of what is stamped. */
export const up = (name: string): string => `${UP}${name}__`;
export const comment = (name: string): string => `${COMMENT}${name}-->`;

const MARKERS = new RegExp(
  [
    up('(?:RELAY|EXIT|LANGUAGE|DIRECTION)'),
    comment('(?:organisation|noscript|words)'),
    up('SAID_([\\w.-]+?)'),
    comment('plain ([\\w.-]+)'),
  ].join('|'),
  'g',
);
/** Texts that stand in the page itself, and not among its script's words. */
const STATIC = 'static';

/**
 * Whether this is an address as `noview-org page` writes it: `wss://host[:port]` in small letters,
 * `ws://` for this machine and .onion alone. It stands in the page's policy.
 */
export function isRelay(address: string): boolean {
  const [, scheme, host = '', port = '1'] = RELAY.exec(address) ?? [];
  return scheme !== undefined && Number(port) < 65536 && (scheme === 'wss' || NEAR.test(host));
}

/** Whether `noview-org page` takes this title: 1 to 60 characters, none that nobody can see. */
export const isTitle = (title: string): boolean =>
  title !== '' && title === title.trim() && Array.from(title).length <= TITLE_MOST && !HIDDEN.test(title);

/**
 * The built page with its markers filled in, in one pass: no value is searched for markers. Raises
 * LocalFault "out-of-shape" for an address that could add to the page's policy, and for no title.
 */
export function stampPage(template: string, parts: PageParts): string {
  const { stamp, says, tongues } = parts;
  if (!isRelay(stamp.relay) || !isTitle(stamp.title)) throw new LocalFault('out-of-shape');
  const [first] = tongues;
  const filled: Readonly<Record<string, () => string>> = {
    [up('RELAY')]: () => escaped(stamp.relay),
    [up('EXIT')]: () => escaped(EXIT.test(says.exitAddress) ? says.exitAddress : NEUTRAL),
    [up('LANGUAGE')]: () => escaped(first?.code ?? ''),
    [up('DIRECTION')]: () => escaped(first?.direction ?? ''),
    [comment('organisation')]: () => organisationBlock(parts),
    [comment('noscript')]: () => noscript(says, tongues),
    [comment('words')]: () => wordsBlock(parts),
  };
  return template.replace(MARKERS, (marker, line?: string, paragraph?: string) => {
    if (line !== undefined) return lineOf(tongues, line);
    if (paragraph !== undefined) return paragraphsOf(tongues, paragraph);
    return filled[marker]?.() ?? marker;
  });
}

export function escaped(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#x27;',
  };
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}

/** One line with the text in each language, for a label or an attribute. */
export const lineOf = (tongues: readonly PageTongue[], key: string): string =>
  tongues.map((tongue) => escaped(textAt(tongue.survivor, key))).join(' · ');

/** A paragraph in each language, each with its own direction. */
export const paragraphsOf = (tongues: readonly PageTongue[], key: string): string =>
  tongues
    .map(
      ({ code, direction, survivor }) =>
        `<p lang="${escaped(code)}" dir="${escaped(direction)}">${escaped(textAt(survivor, key))}</p>`,
    )
    .join('');

function textAt(words: Nested, key: string): string {
  const found = key
    .split('.')
    .reduce<unknown>((group, step) => (group as Readonly<Record<string, unknown>> | undefined)?.[step], words);
  return typeof found === 'string' ? found : '';
}

function organisationBlock({ stamp, notice }: PageParts): string {
  return dataBlock('noview-organisation', {
    organisation: stamp.organisation,
    least_charter_version: stamp.leastCharterVersion,
    desk: stamp.desk,
    relay: stamp.relay,
    name: stamp.name,
    notice: letters(notice),
    title: stamp.title,
  });
}

/** U+0400 to U+1FFF and U+3000 to U+CFFF in UTF-8, or any one byte. */
const LETTERS =
  /[\xd0-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1\xe3-\xec][\x80-\xbf]{2}|[^]/g;

/**
 * What may stand in the block is itself, also letters of most scripts that are no Latin ones, and
 * any other byte has 256 added.
 */
export const letters = (raw: Bytes): string =>
  Array.from(raw, (byte) => String.fromCharCode(byte))
    .join('')
    .replace(LETTERS, (found) => {
      const [first = 0, ...more] = Array.from(found, (one) => one.charCodeAt(0));
      if (more.length > 0) {
        const lead = more.length === 1 ? first & 0x1f : first & 0xf;
        return String.fromCharCode(more.reduce((code, next) => code * 64 + (next & 0x3f), lead));
      }
      return /[ -~]/.test(found) && !/[<>&"\\]/.test(found) ? found : String.fromCharCode(256 + first);
    });

/** The data block that the page reads its words from: the keys are there once. */
export function wordsBlock({ tongues, short }: PageParts): string {
  const carried = tongues.map(({ shared, survivor }) => {
    const { [STATIC]: _, ...spoken } = survivor as Readonly<Record<string, Nested>>;
    return renamed({ shared, survivor: spoken }, short);
  });
  const [first, ...others] = carried;
  return dataBlock('noview-words', [first, ...others.map((one) => [...texts(one)])]);
}

function renamed(value: string | Nested, short: Readonly<Record<string, string>>): string | Nested {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((one: string | Nested) => renamed(one, short));
  const entries = Object.entries(value as Readonly<Record<string, string | Nested>>);
  const names = new Map(Object.entries(short));
  const name = (key: string): string => names.get(key) ?? key;
  return Object.fromEntries(entries.map(([key, one]) => [name(key), renamed(one, short)]));
}

function* texts(value: string | Nested): Iterable<string> {
  if (typeof value === 'string') yield value;
  else for (const one of Object.values(value)) yield* texts(one as string | Nested);
}

function dataBlock(name: string, value: unknown): string {
  const text = JSON.stringify(value).replace(
    /[<>&]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `<script type="application/json" id="${name}">${text}</script>`;
}

/** Phone numbers and hours as escaped HTML, in each of the page's languages. */
export const noscript = (says: NoticeFields, tongues: readonly PageTongue[]): string =>
  tongues.map((tongue) => withoutScript(says, tongue)).join('');

function withoutScript(says: NoticeFields, { code, direction, days }: PageTongue): string {
  const own = says.texts.find(({ language }) => language === code) ?? says.texts[0];
  const outage = own?.words.find(({ key }) => key === 'outage')?.text ?? '';
  const lines = [`<div lang="${escaped(code)}" dir="${escaped(direction)}">`];
  if (outage !== '') lines.push(`<p lang="${escaped(own?.language ?? code)}" dir="auto">${only(outage)}</p>`);
  if (says.numbers.length > 0) {
    lines.push('<ul>');
    for (const { number, labels } of says.numbers) {
      const dial = number.replace(/[^0-9+*#]/g, '').replace(/#/g, '%23');
      const label = (labels.find(({ key }) => key === code) ?? labels[0])?.text;
      const name = label === undefined ? '' : ` ${only(label)}`;
      lines.push(`<li><a href="tel:${dial}">${only(number)}</a>${name}</li>`);
    }
    lines.push('</ul>');
  }
  const setting = says.policy.find(({ key }) => key === 'days')?.text ?? '';
  const special = [...setting.matchAll(/([^ ;]+) ([^;]+)/g)];
  if (says.hours.length > 0 || special.length > 0) {
    lines.push('<ul>');
    for (const { day, opens, closes } of says.hours) {
      const times = `<bdi>${clock(opens)}\u2013${clock(closes)}</bdi>`;
      lines.push(`<li>${only(days[day] ?? '')} ${times}</li>`);
    }
    for (const [, date = '', said = ''] of special) {
      lines.push(`<li>${only(date)} ${only(said === 'closed' ? '\u2013' : said)}</li>`);
    }
    lines.push(`</ul><p>${only(says.timezone)}</p>`);
  }
  lines.push('</div>');
  return lines.join('');
}

/** Text that is only text, and that cannot turn the words around it. */
const only = (text: string): string => `<bdi>${escaped(text)}</bdi>`;
