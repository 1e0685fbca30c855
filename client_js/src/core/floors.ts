/**
 * What was believed, now or before a restart: of each kind and desk the highest of every authority.
 * protocol.md 3.11, 3.13. The floor is the highest of an authority that still stands: who leaves
 * takes their versions with them (rule 11), and not what others had signed before.
 */

import { type Bytes, compare, equal, NONE } from './bytes.ts';
import { among, checkStanding, untrusted } from './document_rules.ts';
import { type Charter, Kind, type Roster } from './document_types.ts';
import { LocalFault, Untrusted } from './errors.ts';
import { authorityKey, belongTogether, fewest, headKey, type HeadSeen } from './heads.ts';

export class Floors {
  private readonly seen = new Map<string, HeadSeen>();

  /** Raises LocalFault for heads that cannot be ours: one twice, or without the charter's. */
  constructor(heads: readonly HeadSeen[]) {
    if (!belongTogether(heads)) throw new LocalFault('out-of-shape');
    for (const head of heads) this.seen.set(authorityKey(head), head);
  }

  /** In order, the newest of a place last; where there are too many, lower ones are left out. */
  get heads(): readonly HeadSeen[] {
    return fewest([...this.seen.values()]);
  }

  /** The highest of a kind and desk. */
  top(kind: number, desk: Bytes): HeadSeen | undefined {
    let top: HeadSeen | undefined;
    for (const head of this.seen.values()) {
      if (headKey(head.kind, head.desk) !== headKey(kind, desk)) continue;
      const more = top === undefined ? 1 : head.version - top.version;
      if (more > 0 || (more === 0 && compare(head.hash, top?.hash ?? NONE) > 0)) top = head;
    }
    return top;
  }

  /** Rule 7 for what was seen. */
  check(kind: number, desk: Bytes, version: number, hash: Bytes): void {
    const top = this.top(kind, desk);
    if (top === undefined || version > top.version) return;
    if (version < top.version) throw untrusted('rollback');
    if (!equal(hash, top.hash)) throw untrusted('fork');
  }

  /** The next roster names the one that was seen. */
  checkPrevious({ version, previous }: Roster): void {
    const top = this.top(Kind.roster, NONE);
    if (top === undefined || version !== top.version + 1) return;
    if (!equal(previous, top.hash)) throw untrusted('fork');
  }

  saw(head: HeadSeen): void {
    const key = authorityKey(head);
    if (head.version >= (this.seen.get(key)?.version ?? 0)) this.seen.set(key, head);
  }

  /** Rule 11, by a charter newer than the one seen. */
  dismissed({ administratorKeys }: Charter): void {
    this.forget(
      ({ administrator }) => administrator.length > 0 && !among(administratorKeys, administrator),
    );
  }

  /** Rule 11, by a roster newer than the one seen. */
  unlisted(roster: Roster, now: number): void {
    this.forget(
      ({ warrantCertificate }) =>
        warrantCertificate.length > 0 && !stands(roster, warrantCertificate, now),
    );
  }

  private forget(left: (head: HeadSeen) => boolean): void {
    for (const [key, head] of this.seen) if (left(head)) this.seen.delete(key);
  }
}

function stands(roster: Roster, certificateHash: Bytes, now: number): boolean {
  try {
    checkStanding(roster, certificateHash, now);
  } catch (error) {
    if (error instanceof Untrusted) return false;
    throw error;
  }
  return true;
}
