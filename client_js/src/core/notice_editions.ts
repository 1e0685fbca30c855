/**
 * The notices that an administrator's console has read, now and before it was locked: the newest one to
 * go on from, also where it has run out, and what was published before it, by whom and when. Pure.
 */

import { type Bytes, hex } from './bytes.ts';
import { byAdministrator } from './document_rules.ts';
import { decodeEnvelope, decodePayload, Kind, noticeForm } from './document_types.ts';
import { Untrusted } from './errors.ts';
import type { NoticeFields } from './notice_draft.ts';
import type { RememberingDocuments } from './remembered.ts';

export interface NoticeEdition {
  readonly version: number;
  /** Seconds since 1970, as all times here. */
  readonly issued: number;
  readonly expires: number;
  /** The administrator key that signed it, in hex. */
  readonly by: string;
  readonly raw: Bytes;
  readonly fields: NoticeFields;
}

/** More are not remembered: the oldest goes. */
const EDITIONS_MOST = 64;

export class NoticeEditions {
  private list: readonly NoticeEdition[] = [];
  /** What was read before this part was locked: believed no more than what a relay serves. */
  private before: readonly Bytes[];

  constructor(before: readonly Bytes[] = []) {
    this.before = before;
  }

  /** Oldest first. */
  get all(): readonly NoticeEdition[] {
    return this.list;
  }

  get newest(): NoticeEdition | undefined {
    return this.list[this.list.length - 1];
  }

  /**
   * A notice of this organisation and desk that an administrator of the current charter has signed,
   * whether in its time or not. Anything else, and what is not newer, is left out.
   */
  take(documents: RememberingDocuments, desk: Bytes, raw: Bytes): void {
    if (documents.charter === undefined) return;
    const { before } = this;
    this.before = [];
    for (const one of [...before, raw]) this.add(documents, desk, one);
  }

  private add(documents: RememberingDocuments, desk: Bytes, raw: Bytes): void {
    const charter = documents.charter?.payload;
    if (charter === undefined) return;
    try {
      const envelope = decodeEnvelope(raw, Kind.notice);
      const by = byAdministrator(charter, documents.organisation, envelope);
      const payload = decodePayload(noticeForm, envelope.payload);
      const ours = [payload.organisation, documents.organisation, payload.desk, desk].map(hex);
      if (ours[0] !== ours[1] || ours[2] !== ours[3]) return;
      if (payload.version <= (this.newest?.version ?? 0)) return;
      const { version, issued, expires } = payload;
      const edition = { version, issued, expires, by: hex(by), raw, fields: payload };
      this.list = [...this.list, edition].slice(-EDITIONS_MOST);
    } catch (error) {
      if (!(error instanceof Untrusted)) throw error;
    }
  }
}
