/** A relay that serves a house's documents to an administrator's machine, and takes what it makes. */

import { Administer } from '../../../client_js/src/core/administer.ts';
import type { AdministerAction, AdministerView } from '../../../client_js/src/core/administer_view.ts';
import type { Bytes } from '../../../client_js/src/core/bytes.ts';
import { NONE } from '../../../client_js/src/core/bytes.ts';
import { Kind } from '../../../client_js/src/core/document_types.ts';
import {
  type ClientFrame,
  decodeClient,
  encodeRelay,
  Refusal,
  type RelayFrame,
} from '../../../client_js/src/core/frames.ts';
import type { PublishItem } from '../../../client_js/src/core/publisher.ts';
import type { House } from './house.ts';

export interface Paper {
  readonly envelope: Bytes;
  readonly packet: Bytes;
}

/** What a relay keeps, by kind; a hostile one may be given something else. */
export type Kept = Map<number, Paper>;

export function keptBy(house: House): Kept {
  const { documents, desk, packet } = house;
  const kept: Kept = new Map();
  const roster = documents.rosterBase;
  const shift = documents.shiftBase(desk);
  if (roster !== undefined) kept.set(Kind.roster, { envelope: roster.raw, packet: NONE });
  if (shift !== undefined) kept.set(Kind.shift, { envelope: shift.raw, packet });
  const notice = documents.notice(desk);
  if (notice !== undefined) kept.set(Kind.notice, { envelope: notice.raw, packet: NONE });
  return kept;
}

/** One administrator with an unlocked vault, at work. */
export class Desk {
  readonly house: House;
  readonly machine: Administer;
  kept: Kept;
  charters: readonly Bytes[];
  /** Everything that was given out to be published. */
  readonly published: PublishItem[] = [];

  constructor(house: House, stored?: Bytes, who = house.administrator, notices: readonly Bytes[] = []) {
    this.house = house;
    this.kept = keptBy(house);
    this.charters = house.charters;
    this.machine = new Administer({
      vault: {
        kind: 'administrator',
        organisation: house.organisation,
        seed: who.administratorSeed.slice(),
        officeSeed: who.officeSeed.slice(),
      },
      desk: house.desk,
      relay: 'wss://relay.invalid',
      leastCharterVersion: 1,
      stored,
      notices,
      now: house.now,
      random: house.random,
    });
  }

  /** Connects, reads what there is, and compares it with a colleague where it asks for that. */
  open(): this {
    this.connect();
    if (this.view.compare !== undefined) this.do({ do: 'compared' });
    return this;
  }

  connect(): this {
    this.machine.opened(this.house.now);
    this.say({ name: 'joined', challenge: this.house.random(32) });
    return this;
  }

  /** The relay answers all that was asked. */
  answer(): void {
    for (;;) {
      const asked = this.machine.drain().map(decodeClient);
      if (asked.length === 0) return;
      for (const frame of asked) if (frame.name === 'fetch') this.say(this.serve(frame), false);
    }
  }

  say(frame: RelayFrame, answer = true): void {
    this.machine.frame(encodeRelay(frame), this.house.now);
    if (answer) this.answer();
  }

  do(action: AdministerAction): AdministerView {
    this.machine.act(action, this.house.now);
    this.answer();
    return this.view;
  }

  /** The relay takes what was made, and everybody reads it back. */
  take(): AdministerView {
    const items = this.machine.toPublish() ?? [];
    for (const item of items) this.house.publishOne(item);
    this.published.push(...items);
    this.kept = keptBy(this.house);
    const published = items.length;
    return this.do({ do: 'published', result: { ok: true, stage: 'done', published, code: 0 } });
  }

  get view(): AdministerView {
    return this.machine.view();
  }

  get aliases(): readonly string[] {
    return this.view.devices.map(({ alias }) => alias);
  }

  key(alias: string): string {
    return this.view.devices.find((one) => one.alias === alias)?.key ?? '';
  }

  private serve({ ref, kind }: Extract<ClientFrame, { name: 'fetch' }>): RelayFrame {
    if (kind === Kind.charter) {
      return { name: 'document', ref, kind, envelopes: this.charters, packet: NONE };
    }
    const paper = this.kept.get(kind);
    if (paper === undefined) {
      return { name: 'refused', ref, code: Refusal.noSuchDocument, detail: 0 };
    }
    return { name: 'document', ref, kind, envelopes: [paper.envelope], packet: paper.packet };
  }
}
