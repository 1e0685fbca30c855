/**
 * Who else is there, and what this console tells the others of itself: how busy its person is, and
 * nothing of what is said. protocol.md 16.1.
 */

import { type Bytes, equal, hex, NONE, type Random } from './bytes.ts';
import { ABSENT, CALL_TALKS_MOST, type Presence, PRESENCE_STATES } from './call.ts';
import { type Checked, inTime, type SealingKey } from './documents.ts';
import { type Caller, HEARD_FOR } from './duty_calls.ts';
import type { Proof } from './duty_proof.ts';
import { readCertificate } from './duty_staff.ts';
import type { Talk } from './duty_talk.ts';
import { RemoteFault } from './errors.ts';
import type { Following } from './follow.ts';
import type { Directory } from './packet.ts';
import type { ColleagueView } from './views_desk.ts';
import type { Reach } from './visit_invite.ts';


export interface PresenceParts {
  readonly proof: Proof;
  readonly following: Following;
  readonly random: Random;
  callers(): readonly Caller[];
  directory(): Directory | undefined;
  talks(): readonly Talk[];
  /** The `w` of the own inbox, or empty. */
  inbox(): Bytes;
}

export class DutyPresence {
  private readonly parts: PresenceParts;
  private readonly names = new Map<Talk, Bytes>();
  private seen = '';
  /** Keys that the directory lists, once they were checked; and which directory. */
  private readonly listed = new Map<string, Checked<SealingKey> | undefined>();
  private listing: Directory | undefined;

  constructor(parts: PresenceParts) {
    this.parts = parts;
  }

  /** What a call says now. */
  told(leaving: boolean): { readonly inbox: Bytes; readonly presence: Presence } {
    const { proof } = this.parts;
    if (leaving || !proof.holds) return { inbox: NONE, presence: ABSENT };
    const talks = this.going().map((talk) => {
      const { since = 0, waitingSince = 0 } = talk.busy;
      const name = this.nameOf(talk);
      return { name, since: Math.floor(since), waitingSince: Math.floor(waitingSince) };
    });
    const state = PRESENCE_STATES.indexOf(this.state) as Presence['state'];
    return { inbox: this.parts.inbox(), presence: { state, limit: proof.limit, talks } };
  }

  /** Whether the others should hear of it before the next call has its turn. */
  changed(): boolean {
    const { proof } = this.parts;
    const keys = this.going().map(({ key }) => key);
    const seen = [this.state, proof.holds, proof.limit, hex(this.parts.inbox()), ...keys].join(' ');
    const changed = seen !== this.seen;
    this.seen = seen;
    return changed;
  }

  /** Somebody is there now who may have heard no call of this console: it calls as if it had changed. */
  announce(): void {
    this.seen = '';
  }

  /** The talk that colleagues know by this name. */
  talk(name: Bytes): Talk | undefined {
    return this.going().find((talk) => equal(this.nameOf(talk), name));
  }

  /** Those whose consoles were heard lately, and who stand. */
  here(now: number): readonly Caller[] {
    const { following } = this.parts;
    return this.parts.callers().filter(({ inbox, heardAt, certificate }) => {
      const heard = inbox.length > 0 && now - heardAt < HEARD_FOR;
      return heard && following.stands(certificate.hash, now);
    });
  }

  colleague(key: string, now: number): Caller | undefined {
    return this.here(now).find(({ certificate }) => hex(certificate.hash) === key);
  }

  /** How to invite a colleague; undefined where they cannot be reached. */
  reach(key: string, now: number): Reach | undefined {
    const caller = this.colleague(key, now);
    const sealingKey = caller && this.sealingKey(caller, now);
    return caller && sealingKey && { certificate: caller.certificate, sealingKey, w: caller.inbox };
  }

  view(now: number): readonly ColleagueView[] {
    const views = this.here(now).map((caller): ColleagueView => {
      const { alias, role, languages } = caller.certificate.payload;
      const { state, limit, talks } = caller.presence;
      return {
        key: hex(caller.certificate.hash),
        alias,
        role,
        languages,
        state: PRESENCE_STATES[state],
        limit,
        talks: talks.map(({ name, since, waitingSince }) => {
          return { key: hex(name), since, waitingSince: waitingSince === 0 ? undefined : waitingSince };
        }),
        reachable: this.sealingKey(caller, now) !== undefined,
      };
    });
    return views.sort((a, b) => (a.alias < b.alias ? -1 : a.alias > b.alias ? 1 : 0));
  }

  wipe(): void {
    this.names.clear();
    this.listed.clear();
    this.listing = undefined;
  }

  private get state(): ColleagueView['state'] {
    const { wanted, pausedUntil } = this.parts.proof;
    if (wanted === 'off-duty') return 'listening';
    if (wanted === 'finishing') return wanted;
    return pausedUntil === undefined ? 'on-duty' : 'pause';
  }

  private going(): readonly Talk[] {
    const going = this.parts.talks().filter(({ open, stage }) => open && stage === 'talking');
    for (const talk of [...this.names.keys()]) if (!going.includes(talk)) this.names.delete(talk);
    return going.slice(0, CALL_TALKS_MOST);
  }

  private nameOf(talk: Talk): Bytes {
    const known = this.names.get(talk) ?? this.parts.random(4);
    this.names.set(talk, known);
    return known;
  }

  /** The newest that was called, or the one that the directory lists. Signatures cost time. */
  private sealingKey(caller: Caller, now: number): Checked<SealingKey> | undefined {
    const { certificate, sealingKey } = caller;
    if (sealingKey !== undefined && inTime(sealingKey.payload, now)) return sealingKey;
    const directory = this.parts.directory();
    if (directory !== this.listing) this.listed.clear();
    this.listing = directory;
    const key = hex(certificate.hash);
    if (!this.listed.has(key)) this.listed.set(key, this.search(caller, now));
    const found = this.listed.get(key);
    return found && inTime(found.payload, now) ? found : undefined;
  }

  private search({ certificate }: Caller, now: number): Checked<SealingKey> | undefined {
    const { documents } = this.parts.following;
    for (const listed of this.listing?.devices ?? []) {
      if (listed.sealingKey.length === 0) continue;
      const signing = readCertificate(listed.certificate)?.signing ?? NONE;
      if (!equal(signing, certificate.payload.signing)) continue;
      try {
        return documents.checkSealingKey(listed.sealingKey, certificate, now);
      } catch (error) {
        if (!(error instanceof RemoteFault)) throw error;
      }
    }
    return undefined;
  }
}
