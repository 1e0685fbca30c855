/** What an administrator has changed and not signed: in memory alone, also while the keys are locked. */

import type { HandbookContent } from '../../core/handbook_view.ts';
import type { NoticeDraft } from '../../core/notice_draft.ts';

export interface Kept {
  /** `from` is the version that it was made from. */
  notice: { readonly draft: NoticeDraft; readonly from: number } | undefined;
  /** What is on its way to the relay. */
  signed: NoticeDraft | undefined;
  handbook: { readonly content: HandbookContent; readonly from: number } | undefined;
}

export const noDrafts = (): Kept => ({ notice: undefined, signed: undefined, handbook: undefined });

/** Where there is no notice yet. The hours' clock must be chosen; the exit is an everyday site. */
export const EMPTY_NOTICE: NoticeDraft = {
  timezone: 'UTC',
  hours: [[], [], [], [], [], [], []],
  phones: [],
  texts: [{ language: 'en', words: [] }],
  policy: [],
  exitAddress: 'https://www.wikipedia.org/',
};
