/** The documents of a console, which also knows when it was shown others than it holds. */

import { type Bytes, equal, NONE } from './bytes.ts';
import type { CalledHead } from './call.ts';
import * as rules from './document_rules.ts';
import { decodeEnvelope, decodePayload, Kind, stateForm } from './document_types.ts';
import { Untrusted } from './errors.ts';
import { headKey } from './heads.ts';
import { RememberingDocuments } from './remembered.ts';

/** For how long (seconds) a relay keeps the last roster and shift after their end. */
const BASE_MOST = 14 * 86_400;
/** A relay that serves what is older than what was seen, or another in its place. Attacks 3, 5. */
const SUSPECT: readonly string[] = ['rollback', 'fork'];

export class WatchedDocuments extends RememberingDocuments {
  private readonly suspect = new Set<Kind>();
  /** What the relay says it has none of, and should; each with its desk. */
  private readonly missing = new Map<Kind, Bytes>();

  /** Whether the relay's last word on any kind contradicts what this device has seen. */
  get contradicted(): boolean {
    return this.suspect.size > 0 || [...this.missing.keys()].some((kind) => this.lacks(kind));
  }

  /** What a relay that has lost documents is given back: all that a new shift rests on. */
  get lostBelow(): readonly Bytes[] {
    const { roster } = this;
    if (!this.contradicted || roster === undefined) return [];
    return [...(this.lacks(Kind.charter) ? this.charters : []), roster.raw];
  }

  /**
   * The relay has none of this kind. It keeps charters for good, and a roster or shift until long
   * after its end (protocol.md 10.9): so it has lost it, or withholds it. Of a roster or shift that
   * is remembered from before only the head is known, which may be that old.
   */
  none(kind: Kind, desk: Bytes, now: number): void {
    const until = this.known(kind, desk);
    if (until !== undefined && now < until) this.missing.set(kind, desk);
  }

  override addCharters(raws: readonly Bytes[], now: number): boolean {
    return this.watch(Kind.charter, () => super.addCharters(raws, now));
  }

  override addRoster(raw: Bytes, now: number): boolean {
    return this.watch(Kind.roster, () => super.addRoster(raw, now));
  }

  /** What survivors are told stops nobody's work: a notice that is not believed is not shown. */
  override addNotice(raw: Bytes, now: number): boolean {
    try {
      return super.addNotice(raw, now);
    } catch (error) {
      if (error instanceof Untrusted) return false;
      throw error;
    }
  }

  /** The same, but for its version: whoever makes the next state counts on from it. */
  override addState(raw: Bytes, now: number): boolean {
    try {
      return super.addState(raw, now);
    } catch (error) {
      if (!(error instanceof Untrusted)) throw error;
      if (error.rule === 'expired') this.pastState(raw, now);
      return false;
    }
  }

  override addShift(raw: Bytes, now: number): boolean {
    return this.watch(Kind.shift, () => super.addShift(raw, now));
  }

  /** One that has run out is not used. What stood behind it when it ended has still numbered it. */
  private pastState(raw: Bytes, now: number): void {
    const [charter, roster] = [this.charter?.payload, this.roster?.payload];
    if (charter === undefined || roster === undefined) return;
    const { organisation } = this;
    try {
      const envelope = decodeEnvelope(raw, Kind.state);
      rules.checkSignature(envelope, organisation, rules.signedBy(envelope));
      const state = decodePayload(stateForm, envelope.payload);
      const at = Math.min(now, state.expires - 1);
      if (envelope.warrants.length === 0) rules.byAdministrator(charter, organisation, envelope);
      else rules.byWarrant(charter, roster, organisation, envelope, at);
      this.numbers.saw(headKey(Kind.state, state.desk), state);
    } catch (error) {
      if (!(error instanceof Untrusted)) throw error;
    }
  }

  /** Until when a relay serves what is known here of a kind. */
  private known(kind: Kind, desk: Bytes): number | undefined {
    if (kind === Kind.charter) return this.heads.length > 0 ? Infinity : undefined;
    if (kind === Kind.notice || kind === Kind.state) return undefined;
    const held = kind === Kind.roster ? this.roster : this.shift(desk);
    return held && held.payload.expires + BASE_MOST;
  }

  private lacks(kind: Kind): boolean {
    const desk = this.missing.get(kind);
    return desk !== undefined && this.known(kind, desk) !== undefined;
  }

  private watch(kind: Kind, add: () => boolean): boolean {
    this.missing.delete(kind);
    try {
      const news = add();
      this.suspect.delete(kind);
      return news;
    } catch (error) {
      if (error instanceof Untrusted && SUSPECT.includes(error.rule)) this.suspect.add(kind);
      throw error;
    }
  }
}

/** What a call says of what is believed here: charter, roster, and the shift of this desk. */
export function calledHeads(documents: WatchedDocuments, desk: Bytes): readonly CalledHead[] {
  const all = [
    { kind: Kind.charter, desk: NONE, held: documents.charter },
    { kind: Kind.roster, desk: NONE, held: documents.roster },
    { kind: Kind.shift, desk, held: documents.shift(desk) },
  ];
  return all.flatMap(({ held, ...head }) =>
    held === undefined ? [] : [{ ...head, version: held.payload.version, hash: held.hash }],
  );
}

export function sameHeads(one: readonly CalledHead[], other: readonly CalledHead[]): boolean {
  return (
    one.length === other.length &&
    one.every((head, at) => {
      const than = other[at];
      return than !== undefined && head.version === than.version && equal(head.hash, than.hash);
    })
  );
}
