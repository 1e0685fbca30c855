/**
 * What a supervisor says of the desk for everybody: open, closed, many people, a partner answers.
 * A signed state, which open pages follow within seconds. protocol.md 3.3, 10.5.
 */

import type { Bytes } from './bytes.ts';
import { Kind, type State, stateForm } from './document_types.ts';
import { inTime } from './documents.ts';
import type { WatchedDocuments } from './duty_documents.ts';
import type { Own } from './duty_keys.ts';
import { LocalFault, Untrusted } from './errors.ts';
import type { Following } from './follow.ts';
import type { PublishItem } from './publisher.ts';
import { signDocument } from './signing.ts';
import type { DeviceVault } from './vault.ts';
import type { StateMode, StateView } from './views_desk.ts';

/** By their number in the document. */
const MODES: readonly StateMode[] = ['open', 'closed', 'surge', 'partner'];
const HOUR = 3600;
/** Thirty days: a desk that was closed and forgotten opens again by itself. */
const HOURS_MOST = 720;
/** Seconds between two looks at the warrant: signatures cost time, and screens ask often. */
const LOOK_EVERY = 60;
/** What the pages have words for where the organisation has written none. */
const SAID: readonly string[] = ['closed', 'surge', 'partner'];
/** Others, which the notice has to have. */
const OWN = /^state-[1-4]$/;

export class DeskState {
  /** What became of the last state that was made here. */
  going: 'none' | 'going' | 'failed' = 'none';
  private readonly vault: DeviceVault;
  private readonly own: Own;
  private readonly following: Following;
  private readonly documents: WatchedDocuments;
  private item: PublishItem | undefined;
  private warrant: Bytes | undefined;
  private lookedAt = -Infinity;

  constructor(vault: DeviceVault, own: Own, following: Following, documents: WatchedDocuments) {
    this.vault = vault;
    this.own = own;
    this.following = following;
    this.documents = documents;
  }

  /** Whether this device may sign states. */
  may(now: number): boolean {
    if (now - this.lookedAt >= LOOK_EVERY) {
      this.warrant = this.own.stateWarrant(this.documents, now);
      this.lookedAt = now;
    }
    return this.warrant !== undefined;
  }

  /** Another charter, roster or directory: what this device may is looked at again. */
  changed(): void {
    this.lookedAt = -Infinity;
  }

  /** What stands now. */
  view(now: number): StateView | undefined {
    const state = this.documents.state(this.vault.desk)?.payload;
    if (state === undefined || !inTime(state, now)) return undefined;
    const { text, issued, expires } = state;
    return { mode: MODES[state.mode] ?? 'open', text, issued, expires };
  }

  /**
   * Signs one for so many hours (1 to 720), with the key of a text or none; it counts once the relay
   * serves it. Raises LocalFault: "out-of-turn" without the power, or while one is on its way;
   * "range" for hours and texts that there are not.
   */
  make(mode: StateMode, text: string, hours: number, now: number): void {
    this.lookedAt = -Infinity;
    if (!this.may(now) || !this.following.ready || this.going === 'going') {
      throw new LocalFault('out-of-turn');
    }
    if (!(hours >= 1 && hours <= HOURS_MOST) || !this.says(text)) throw new LocalFault('range');
    const { desk, signing } = this.vault;
    const { organisation } = this.documents;
    const issued = Math.floor(now);
    const payload: State = {
      format: 1,
      organisation,
      version: this.documents.nextVersion(Kind.state, desk, now),
      issued,
      expires: issued + Math.floor(hours * HOUR),
      desk,
      mode: MODES.indexOf(mode),
      text,
    };
    const { raw } = signDocument(stateForm, payload, signing, this.warrant);
    try {
      // Whatever was made passes the rulebook before anybody else sees it (protocol.md 3.15).
      this.documents.copy(desk, now).addState(raw, now);
    } catch (error) {
      throw error instanceof Untrusted ? new LocalFault('out-of-turn') : error;
    }
    this.item = { envelope: raw, packet: new Uint8Array(0) };
    this.going = 'going';
  }

  /** What to publish, once. */
  take(_now: number): readonly PublishItem[] | undefined {
    const { item } = this;
    this.item = undefined;
    return item && [item];
  }

  /** A colleague may have been quicker: then theirs stands, and the person decides again. */
  published(ok: boolean, _now: number): void {
    this.going = ok ? 'none' : 'failed';
    this.following.fetchAll();
  }

  private says(text: string): boolean {
    if (text === '' || SAID.includes(text)) return true;
    if (!OWN.test(text)) return false;
    const notice = this.documents.notice(this.vault.desk)?.payload;
    return notice?.texts.some(({ words }) => words.some(({ key }) => key === text)) === true;
  }
}
