/** What an administrator has changed and not signed: in memory alone, also while the keys are locked. */

import { useEffect, useState } from 'preact/hooks';
import type { AdministerView } from '../../core/administer_view.ts';
import type { HandbookContent } from '../../core/handbook_view.ts';
import type { NoticeDraft } from '../../core/notice_draft.ts';

export interface Drafts {
  readonly notice: NoticeDraft;
  readonly handbook: HandbookContent;
}

export type Which = keyof Drafts;

/** `from` is the version that it was made from. */
type Own<W extends Which> = { readonly draft: Drafts[W]; readonly from: number };

export interface Kept {
  readonly own: { [W in Which]?: Own<W> | undefined };
  /** What is on its way to the relay, and what of its kind had been published here before. */
  signed: { readonly which: Which; readonly after: number } | undefined;
}

export const noDrafts = (): Kept => ({ own: {}, signed: undefined });

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

/** `version` is what stands; 0 for nothing. */
export function useDraft<W extends Which>(
  which: W,
  kept: Kept,
  { done }: Pick<AdministerView, 'done'>,
  version: number,
): Editing<W> {
  const [anew, setAnew] = useState(0);
  const [, draw] = useState(0);
  const own = kept.own[which];
  const from = own?.from ?? version;
  const published = done?.kind === which ? done.at : 0;
  const drop = (): void => {
    kept.own[which] = undefined;
    setAnew((count) => count + 1);
  };
  useEffect(() => {
    const { signed } = kept;
    if (published === 0 || signed?.which !== which || signed.after === published) return;
    kept.signed = undefined;
    drop();
  }, [published]);
  return {
    own: own?.draft,
    key: `${anew} ${from}`,
    overtaken: own !== undefined && from < version,
    put: (draft) => {
      Object.assign(kept.own, { [which]: { draft, from } satisfies Own<W> });
      draw((count) => count + 1);
    },
    drop,
    signing: () => {
      kept.signed = { which, after: published };
    },
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
