/** What is written into the survivor's page, and the notice that it shows. */

import type { Bytes } from './bytes.ts';
import {
  decodeEnvelope,
  decodePayload,
  Kind,
  type Notice,
  noticeForm,
  TrustedDocuments,
} from './documents.ts';
import { Untrusted } from './errors.ts';
import { noticeView } from './notice_view.ts';
import type { NoticeView } from './views.ts';

export interface PageContent {
  /** The pinned fingerprint, and the least charter version that the page accepts. */
  readonly organisation: Bytes;
  readonly leastCharterVersion: number;
  readonly desk: Bytes;
  /** Envelopes: the last notice, shown before and without the relay, and the charters under it. */
  readonly notice: Bytes | undefined;
  readonly charters: readonly Bytes[];
}

export class Page {
  private readonly content: PageContent;
  private inside: NoticeView | undefined;

  constructor(content: PageContent) {
    this.content = content;
  }

  /** Once, with the time of day. A relay can then not serve a chain older than the page's. */
  read(documents: TrustedDocuments, now: number): void {
    this.inside = this.noticeInside(now);
    // What is wrong with a charter is said when the relay has served its own.
    unlessUntrusted(() => this.content.charters.forEach((raw) => documents.addCharter(raw, now)));
  }

  /** The newest notice that was verified. */
  notice(documents: TrustedDocuments): NoticeView | undefined {
    const fetched = documents.notice(this.content.desk)?.payload;
    const name = documents.charter?.payload.name;
    return fetched && name !== undefined ? noticeView(fetched, name) : this.inside;
  }

  /**
   * The organisation itself put its notice here, so it may be old: phone numbers of last month are
   * better than none. It is verified at a time at which it was valid.
   */
  private noticeInside(now: number): NoticeView | undefined {
    const { organisation, leastCharterVersion, charters, notice: raw, desk } = this.content;
    if (raw === undefined) return undefined;
    return unlessUntrusted(() => {
      const { payload } = decodeEnvelope(raw, Kind.notice);
      const { issued, expires } = decodePayload<Notice>(noticeForm, payload);
      const then = Math.max(issued, Math.min(now, expires - 1));
      const documents = new TrustedDocuments(organisation, leastCharterVersion);
      for (const charter of charters) documents.addCharter(charter, then);
      documents.addNotice(raw, then);
      const name = documents.charter?.payload.name ?? '';
      const notice = documents.notice(desk)?.payload;
      return notice && noticeView(notice, name);
    });
  }
}

function unlessUntrusted<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof Untrusted) return undefined;
    throw error;
  }
}
