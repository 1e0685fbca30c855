/**
 * The administrator's machine: reads what stands, signs what is asked for, and gives it out to be
 * published. Pure like the others; it locks itself when nobody uses it. protocol.md 3, 11.
 */

import { Acts } from './administer_acts.ts';
import { Reading } from './administer_reading.ts';
import { failed, Refused, refusedBy } from './administer_refusals.ts';
import { administerView, standingProblem } from './administer_show.ts';
import type { AdministerAction, AdministerView, PublishResult } from './administer_view.ts';
import { type Bytes, hex, NONE, type Random, wipe } from './bytes.ts';
import { deviceHash } from './device.ts';
import { Kind } from './document_types.ts';
import { Malformed, NoviewError, VaultFault } from './errors.ts';
import { Refusal } from './frames.ts';
import { type KeysOwner, unwrapKeys, wrapKeys } from './keyring_file.ts';
import { ed25519Public } from './primitives.ts';
import type { PublishItem } from './publisher.ts';
import { type HeadSeen, RememberingDocuments } from './remembered.ts';
import { makeExport } from './request.ts';
import type { AdministratorVault } from './vault.ts';
import type { Connection, Machine } from './views.ts';
import { type Event, Wire } from './wire.ts';

/** Seconds without a hand on it, after which this part locks itself. */
export const IDLE = 300;

export interface AdministerSetting {
  /** Unlocked; its secrets are wiped by `lock`. */
  readonly vault: AdministratorVault;
  readonly desk: Bytes;
  /** The relay's address, for the export. */
  readonly relay: string;
  readonly leastCharterVersion: number;
  /** What `takeChanged` gave before, if it was kept. */
  readonly stored: Bytes | undefined;
  /** The envelopes of the notices that were read before, oldest first: for their history. */
  readonly notices?: readonly Bytes[];
  readonly now: number;
  readonly random: Random;
}

/** Under what the heads that an administrator has seen are kept. protocol.md 11.1. */
export function headsOwner({ organisation, seed }: AdministratorVault): KeysOwner {
  const key = ed25519Public(seed);
  return { organisation, device: deviceHash(organisation, key, key), storage: seed };
}

export class Administer implements Machine<AdministerView, AdministerAction> {
  private readonly vault: AdministratorVault;
  private readonly setting: AdministerSetting;
  private readonly owner: KeysOwner;
  private readonly wire = new Wire();
  private readonly documents: RememberingDocuments;
  private readonly reading: Reading;
  private readonly acts: Acts;
  private connection: Connection = 'connecting';
  private failure: Refused | undefined;
  private publishing: readonly PublishItem[] | undefined;
  private working = false;
  private locked = false;
  private used: number;
  private now: number;
  private kept: string;
  /** Something that this administrator has seen before, or has compared now, vouches for the rest. */
  private sure: boolean;

  constructor(setting: AdministerSetting) {
    const { vault, desk, leastCharterVersion, now, random } = setting;
    this.setting = setting;
    this.vault = vault;
    this.owner = headsOwner(vault);
    this.used = this.now = now;
    const heads = headsFrom(this.owner, setting.stored);
    this.documents = new RememberingDocuments(vault.organisation, leastCharterVersion, heads);
    this.kept = nameOf(heads);
    this.sure = heads.some(({ kind }) => kind === Kind.roster);
    this.reading = new Reading(
      this.documents,
      desk,
      vault.officeSeed,
      this.wire,
      setting.notices ?? [],
    );
    this.acts = new Acts({ vault, desk, random, reading: this.reading });
  }

  opened(now: number): void {
    this.now = now;
    this.wire.opened(this.vault.organisation);
    this.reading.fetchAll();
  }

  lost(now: number): void {
    this.now = now;
    this.connection = 'lost';
    this.wire.lost();
  }

  frame(raw: Bytes, now: number): void {
    if (this.locked) return;
    this.run(now, () => {
      const event = this.wire.received(raw, now);
      if (event !== undefined) this.event(event);
    });
  }

  tick(now: number): void {
    if (this.locked) return;
    this.run(now, () => {
      this.wire.tick(now);
      this.reading.tick(now);
      // A clock that was set back must not keep it open for longer.
      this.used = Math.min(this.used, now);
      if (now >= this.used + IDLE) this.lock();
    });
  }

  act(action: AdministerAction, now: number): void {
    if (this.locked) return;
    this.run(now, () => this.did(action));
  }

  drain(): readonly Bytes[] {
    return this.wire.drain();
  }

  wants(): 'socket' | 'none' {
    return this.locked ? 'none' : 'socket';
  }

  /** What to publish, in order, once; its result comes back as `published`. */
  toPublish(): readonly PublishItem[] | undefined {
    const items = this.publishing;
    this.publishing = undefined;
    return items;
  }

  /** Bytes to keep: the heads that were seen, whenever there are newer ones. */
  takeChanged(): Bytes | undefined {
    const { heads } = this.documents;
    const name = nameOf(heads);
    // What nobody has compared must not pass for remembered at the next unlocking.
    if (this.locked || this.unsure || name === this.kept) return undefined;
    this.kept = name;
    const content = { certificate: NONE, warrant: NONE, keys: [], heads };
    return wrapKeys(this.owner, content, this.setting.random);
  }

  /** Everything public that was read, as one file; undefined before there is a charter. */
  exported(): Bytes | undefined {
    const { documents } = this;
    const { desk, relay } = this.setting;
    const { charters } = documents;
    if (charters.length === 0) return undefined;
    const held = [
      documents.rosterBase,
      documents.notice(desk),
      documents.shiftBase(desk),
      documents.state(desk),
    ];
    const others = held.flatMap((one) => (one === undefined ? [] : [one.raw]));
    return makeExport({ organisation: documents.organisation, desk, relay, charters, others });
  }

  view(): AdministerView {
    return administerView(
      {
        documents: this.documents,
        reading: this.reading,
        acts: this.acts,
        seed: this.vault.seed,
        desk: this.setting.desk,
        connection: this.connection,
        failure: this.failure,
        working: this.working,
        locked: this.locked,
        locksAt: this.used + IDLE,
        unsure: this.unsure,
      },
      this.now,
    );
  }

  private event(event: Event): void {
    if (event.name === 'joined') this.connection = 'connected';
    else if (event.name === 'changed') this.reading.changed(event.kind, event.desk);
    else if (event.name === 'refused' && event.code === Refusal.unknownOrganisation) {
      this.reading.unknown();
    }
  }

  private did(action: AdministerAction): void {
    if (action.do === 'lock') return this.lock();
    if (action.do === 'published') return this.published(action.result);
    this.used = this.now;
    if (action.do === 'used') return;
    this.failure = undefined;
    if (action.do === 'compared') return this.compared();
    try {
      if (this.acts.quiet(action, this.now)) return;
      const standing = standingProblem(this.reading, this.vault.seed);
      if (standing !== undefined) throw new Refused(standing);
      if (this.working || !this.reading.ready) throw new Refused('not-possible');
      if (this.unsure) throw new Refused('compare-first');
      this.publishing = this.acts.sign(action, this.now);
      this.working = true;
    } catch (error) {
      this.failure = refusedBy(error);
    }
  }

  private get unsure(): boolean {
    return !this.sure || this.reading.unsure;
  }

  /** A person answers for the list that was shown; for what comes after it, its version does. */
  private compared(): void {
    if (!this.reading.ready || this.documents.rosterBase === undefined) return;
    this.sure = true;
    this.reading.unsure = false;
  }

  private published(result: PublishResult): void {
    this.working = false;
    const why = failed(result);
    this.acts.published(why === undefined, this.now);
    if (why !== undefined) this.failure = new Refused(why);
    // What the relay has now is what counts.
    this.reading.fetchAll();
  }

  private lock(): void {
    this.locked = true;
    this.publishing = undefined;
    this.failure = undefined;
    this.acts.forget();
    this.wire.wipe();
    wipe(this.vault.seed, this.vault.officeSeed);
  }

  /** Whatever fails that nobody thought of locks this part: nothing more is signed. */
  private run(now: number, act: () => void): void {
    this.now = now;
    try {
      act();
    } catch (error) {
      if (error instanceof Malformed) throw error;
      this.lock();
      if (!(error instanceof NoviewError)) throw error;
    }
  }
}

/** Heads of before; none where the storage was lost, or is not ours. */
function headsFrom(owner: KeysOwner, stored: Bytes | undefined): readonly HeadSeen[] {
  if (stored === undefined) return [];
  try {
    return unwrapKeys(owner, stored).heads;
  } catch (error) {
    if (error instanceof VaultFault) return [];
    throw error;
  }
}

function nameOf(heads: readonly HeadSeen[]): string {
  return heads.map(({ kind, desk, version, hash }) => [kind, hex(desk), version, hex(hash)]).join();
}
