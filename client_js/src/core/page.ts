/** What is written into the survivor's page, and the notice that it shows. */

import type { Bytes } from './bytes.ts';
import {
  decodeEnvelope,
  decodePayload,
  Kind,
  type Notice,
  noticeForm,
  type TrustedDocuments,
} from './documents.ts';
import { RemoteFault } from './errors.ts';
import { noticeView } from './notice_view.ts';
import type { NoticeView } from './views.ts';

export interface PageContent {
  /** The pinned fingerprint, and the least charter version that the page accepts. */
  readonly organisation: Bytes;
  readonly leastCharterVersion: number;
  readonly desk: Bytes;
  /** The organisation's name, and the envelope of its last notice: shown before and without the relay. */
  readonly name: string;
  readonly notice: Bytes | undefined;
}

export class Page {
  private readonly desk: Bytes;
  private readonly inside: NoticeView | undefined;

  constructor(content: PageContent) {
    this.desk = content.desk;
    this.inside = noticeInside(content);
  }

  /** The newest notice that was verified; until one is, the one in the page. */
  notice(documents: TrustedDocuments): NoticeView | undefined {
    const fetched = documents.notice(this.desk)?.payload;
    const name = documents.charter?.payload.name;
    return fetched && name !== undefined ? noticeView(fetched, name) : this.inside;
  }
}

/**
 * It stands in the page beside the pinned fingerprint and is worth as much: whoever could exchange
 * one could exchange both. `noview-org page` verified it. It may be old: phone numbers of last month
 * are better than none.
 */
function noticeInside({ notice, name }: PageContent): NoticeView | undefined {
  if (notice === undefined) return undefined;
  try {
    const { payload } = decodeEnvelope(notice, Kind.notice);
    return noticeView(decodePayload<Notice>(noticeForm, payload), name);
  } catch (error) {
    if (error instanceof RemoteFault) return undefined;
    throw error;
  }
}
