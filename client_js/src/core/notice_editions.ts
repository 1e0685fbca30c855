/**
 * The notices that an administrator's console has read, now and before it was locked: the newest one to
 * go on from, also where it has run out, and what was published before it, by whom and when. Pure.
 */

import { type Bytes, equal, hex } from './bytes.ts';
import { byAdministrator } from './document_rules.ts';
import { type Charter, decodeEnvelope, decodePayload, Kind, noticeForm } from './document_types.ts';
import { Untrusted } from './errors.ts';
import { everyAdministrator } from './handbook_carry.ts';
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
  private byFormer: readonly NoticeEdition[] = [];
  /** What was read before this part was locked: believed no more than what a relay serves. */
  private before: readonly Bytes[];

  constructor(before: readonly Bytes[] = []) {
    this.before = before;
  }

  /** Oldest first. */
  get all(): readonly NoticeEdition[] {
    return this.list;
  }

  /**
   * What was read before this part was locked, signed by an administrator of an earlier charter alone:
   * for the history, and nothing is made from it. In the order in which they were read.
   */
  get former(): readonly NoticeEdition[] {
    return this.byFormer;
  }

  get newest(): NoticeEdition | undefined {
    return this.list[this.list.length - 1];
  }

  /** What was read before, once there is a charter by which to judge it. */
  recall(documents: RememberingDocuments, desk: Bytes): void {
    const charter = documents.charter?.payload;
    const { before } = this;
    if (charter === undefined || before.length === 0) return;
    this.before = [];
    const once = { ...charter, administratorKeys: everyAdministrator(documents) };
    for (const one of before) {
      const stands = read(charter, documents, desk, one);
      const edition = stands ?? read(once, documents, desk, one);
      if (stands !== undefined) this.add(stands);
      else if (edition !== undefined) this.byFormer = [...this.byFormer, edition].slice(-EDITIONS_MOST);
    }
  }

  /**
   * A notice of this organisation and desk that an administrator of the current charter has signed,
   * whether in its time or not. Anything else, and what is not newer, is left out.
   */
  take(documents: RememberingDocuments, desk: Bytes, raw: Bytes): void {
    const charter = documents.charter?.payload;
    const served = charter && read(charter, documents, desk, raw);
    if (served !== undefined) this.add(served);
  }

  private add(edition: NoticeEdition): void {
    if (edition.version <= (this.newest?.version ?? 0)) return;
    this.list = [...this.list, edition].slice(-EDITIONS_MOST);
  }
}

/** Undefined for what none of the charter's administrators has signed for this desk. */
function read(
  charter: Charter,
  { organisation }: RememberingDocuments,
  desk: Bytes,
  raw: Bytes,
): NoticeEdition | undefined {
  try {
    const envelope = decodeEnvelope(raw, Kind.notice);
    const by = byAdministrator(charter, organisation, envelope);
    const fields = decodePayload(noticeForm, envelope.payload);
    if (!equal(fields.organisation, organisation) || !equal(fields.desk, desk)) return undefined;
    const { version, issued, expires } = fields;
    return { version, issued, expires, by: hex(by), raw, fields };
  } catch (error) {
    if (error instanceof Untrusted) return undefined;
    throw error;
  }
}
