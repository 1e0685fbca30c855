/** What an honest relay does with a document that somebody brings: the rulebook decides. */

import type { Bytes } from '../../client_js/src/core/bytes.ts';
import { decodeEnvelope, Kind, TrustedDocuments } from '../../client_js/src/core/documents.ts';
import { Untrusted } from '../../client_js/src/core/errors.ts';
import type { PublishItem } from '../../client_js/src/core/publisher.ts';
import type { Served } from './organisation.ts';

const KINDS = [Kind.charter, Kind.roster, Kind.notice, Kind.shift, Kind.state] as const;

export class Shelf {
  private readonly trusted: TrustedDocuments;

  constructor(organisation: Bytes) {
    this.trusted = new TrustedDocuments(organisation);
  }

  /** What is news and stands now; undefined for what is held already; "refused" for the rest. */
  take({ envelope, packet }: PublishItem, now: number): Served | undefined | 'refused' {
    const kind = kindOf(envelope);
    const { trusted } = this;
    try {
      const news =
        kind === Kind.charter
          ? trusted.addCharter(envelope, now)
          : kind === Kind.roster
            ? trusted.addRoster(envelope, now)
            : kind === Kind.notice
              ? trusted.addNotice(envelope, now)
              : kind === Kind.shift
                ? trusted.addShift(envelope, now)
                : trusted.addState(envelope, now);
      return news ? { kind, envelope, packet } : undefined;
    } catch (error) {
      if (error instanceof Untrusted) return 'refused';
      throw error;
    }
  }
}

function kindOf(envelope: Bytes): (typeof KINDS)[number] {
  for (const kind of KINDS) {
    try {
      decodeEnvelope(envelope, kind);
      return kind;
    } catch (error) {
      if (!(error instanceof Untrusted)) throw error;
    }
  }
  throw new Error('no document that a relay serves');
}
