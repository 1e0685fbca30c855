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
  private readonly name: string;
  private readonly inside: Notice | undefined;

  constructor(content: PageContent) {
    this.desk = content.desk;
    this.name = content.name;
    this.inside = noticeInside(content);
  }

  /** The newest notice that was verified; until one is, the one in the page. */
  notice(documents: TrustedDocuments): NoticeView | undefined {
    const { inside } = this;
    const fetched = documents.notice(this.desk)?.payload;
    const name = documents.charter?.payload.name;
    // A relay that serves one from before the page's own turns nothing back (attack 3).
    const newer = fetched && !(inside && isOlder(fetched, inside));
    if (newer && name !== undefined) return noticeView(fetched, name);
    return inside && noticeView(inside, this.name);
  }
}

/** In both: versions can begin anew (protocol.md 3.11), and a maker's clock can be wrong. */
const isOlder = (one: Notice, other: Notice): boolean =>
  one.version < other.version && one.issued < other.issued;

/**
 * It stands in the page beside the pinned fingerprint and is worth as much: whoever could exchange
 * one could exchange both. `noview-org page` verified it. It may be old: phone numbers of last month
 * are better than none.
 */
function noticeInside({ notice }: PageContent): Notice | undefined {
  if (notice === undefined) return undefined;
  try {
    return decodePayload<Notice>(noticeForm, decodeEnvelope(notice, Kind.notice).payload);
  } catch (error) {
    if (error instanceof RemoteFault) return undefined;
    throw error;
  }
}
