/** What an administrator has changed and not signed: in memory alone, also while the keys are locked. */

import { useState } from 'preact/hooks';
import type { AdministerView } from '../../core/administer_view.ts';
import type { HandbookContent } from '../../core/handbook_view.ts';
import type { NoticeDraft } from '../../core/notice_draft.ts';

export interface Drafts {
  readonly notice: NoticeDraft;
  readonly handbook: HandbookContent;
}

export type Which = keyof Drafts;

/** `from` is the version that it was begun from, `newest` the newest that it takes account of. */
interface Own<W extends Which> {
  readonly draft: Drafts[W];
  readonly from: number;
  readonly newest: number;
}

interface Slot<W extends Which> {
  own: Own<W> | undefined;
  /** What is on its way to the relay, from which version, and what had been published here before. */
  signed: { readonly draft: Drafts[W] | undefined; readonly from: number; readonly after: number } | undefined;
  /** The relay has taken ours, made from this version, and it was not read back yet. */
  awaited: number | undefined;
  /** How many drafts have gone. */
  gone: number;
}

/** One of each kind: while one is on its way, the other may be signed too. */
export type Kept = { readonly [W in Which]: Slot<W> };

const KINDS: readonly Which[] = ['notice', 'handbook'];

export const noDrafts = (): Kept => {
  const none = { own: undefined, signed: undefined, awaited: undefined, gone: 0 };
  return { notice: { ...none }, handbook: { ...none } };
};

type Seen = Pick<AdministerView, 'done'> & {
  readonly notices: readonly { readonly version: number }[];
  readonly handbook: { readonly view: { readonly version: number } } | undefined;
};

/** What stands; 0 for nothing. */
const versionOf = (which: Which, { notices, handbook }: Seen): number =>
  (which === 'notice' ? notices[notices.length - 1]?.version : handbook?.view.version) ?? 0;

const publishedAt = (which: Which, { done }: Pick<Seen, 'done'>): number =>
  done?.kind === which ? done.at : 0;

/** Something was typed. */
export function put<W extends Which>(kept: Kept, which: W, draft: Drafts[W], view: Seen): void {
  const slot: Slot<W> = kept[which];
  const version = versionOf(which, view);
  slot.own = { from: version, newest: version, ...slot.own, draft };
}

export function drop(kept: Kept, which: Which): void {
  kept[which].own = undefined;
  kept[which].gone += 1;
}

/** The draft as it is now is given to be signed. */
export function signing<W extends Which>(kept: Kept, which: W, view: Seen): void {
  const slot: Slot<W> = kept[which];
  const [from, after] = [versionOf(which, view), publishedAt(which, view)];
  slot.signed = { draft: slot.own?.draft, from, after };
}

/**
 * With every view. What was signed is no draft any more once it is published; what was typed since
 * then stays one, and our own edition is no colleague's, whenever it is read back.
 */
export function settle(kept: Kept, view: Seen): void {
  for (const which of KINDS) settleOne(kept, which, view);
}

function settleOne<W extends Which>(kept: Kept, which: W, view: Seen): void {
  const slot: Slot<W> = kept[which];
  const [version, published] = [versionOf(which, view), publishedAt(which, view)];
  const { signed } = slot;
  if (published !== 0 && signed !== undefined && signed.after !== published) {
    slot.signed = undefined;
    slot.awaited = signed.from;
    if (slot.own !== undefined && slot.own.draft === signed.draft) drop(kept, which);
  }
  if (slot.awaited === undefined || version <= slot.awaited) return;
  slot.awaited = undefined;
  if (slot.own !== undefined) slot.own = { ...slot.own, newest: version };
}

export interface Editing<W extends Which> {
  readonly own: Drafts[W] | undefined;
  /** Changes where fields must be made anew: they keep what was typed. */
  readonly key: string;
  /** Whether a colleague has published a newer one since this draft was begun. */
  readonly overtaken: boolean;
  readonly put: (draft: Drafts[W]) => void;
  readonly drop: () => void;
  /** What is signed now is no draft any more once it is published. */
  readonly signing: () => void;
}

export function useDraft<W extends Which>(which: W, kept: Kept, view: Seen): Editing<W> {
  const [, draw] = useState(0);
  const { own, gone }: Slot<W> = kept[which];
  const version = versionOf(which, view);
  const again = (): void => draw((count) => count + 1);
  return {
    own: own?.draft,
    key: `${gone} ${own?.from ?? version}`,
    overtaken: own !== undefined && own.newest < version,
    put: (draft) => {
      put(kept, which, draft, view);
      again();
    },
    drop: () => {
      drop(kept, which);
      again();
    },
    signing: () => signing(kept, which, view),
  };
}

/** Where there is no notice yet. The hours' clock must be chosen; the exit is an everyday site. */
export const EMPTY_NOTICE: NoticeDraft = {
  timezone: 'UTC',
  hours: [[], [], [], [], [], [], []],
  phones: [],
  texts: [{ language: 'en', words: [] }],
  policy: [],
  exitAddress: 'https://www.wikipedia.org/',
};
