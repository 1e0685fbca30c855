/**
 * A practice: a console at work for a throw-away organisation, and people who are not real. All of
 * it is in memory. No socket is opened, nothing is stored, nothing is counted, nobody is told.
 */

import type { Bytes, Random } from '../bytes.ts';
import { Duty } from '../duty.ts';
import type { HandbookContent } from '../handbook_view.ts';
import type { DutyAction, DutyView, Machine } from '../views.ts';
import { Visit } from '../visit.ts';
import { type House, practiceHouse, RENEWED_EVERY } from './house.ts';
import { Person } from './person.ts';
import { PracticeRelay, type Way } from './relay.ts';
import type { Situation } from './situations.ts';
import { TONGUES } from './tongues.ts';

/** At once on the screen; more would only wait for one another. */
export const PEOPLE_MOST = 8;
/** Rounds of frames in one moment; a machine that never falls silent must not hold the page. */
const ROUNDS = 10_000;

export interface PracticeSetting {
  /** The word for practice: the organisation of it is called so. */
  readonly name: string;
  readonly alias: string;
  readonly handbook: HandbookContent | undefined;
  readonly random: Random;
  /** Seconds since 1970. */
  readonly now: number;
}

interface Seat {
  readonly machine: Machine<unknown, never>;
  readonly way: Way;
  readonly heard: Bytes[];
  person: Person | undefined;
}

/** Which situation, in which language. */
export interface Wish {
  readonly situation: Situation;
  readonly language: string;
}

export class Practice {
  private readonly setting: PracticeSetting;
  private readonly house: House;
  private readonly relay: PracticeRelay;
  private readonly duty: Duty;
  private seats: Seat[] = [];
  /** Who is still to come, and when. */
  private coming: { readonly wish: Wish; readonly at: number }[] = [];
  private closed = false;
  /** When the next shift comes, long before the last has run out. */
  private renewsAt: number;

  /** Makes keys: some tenths of a second. */
  constructor(setting: PracticeSetting) {
    this.setting = setting;
    const { random, now } = setting;
    const languages = TONGUES.map(({ language }) => language);
    this.house = practiceHouse({ ...setting, languages });
    const { desk, documents, vault, keyring } = this.house;
    this.relay = new PracticeRelay(desk, documents, random);
    this.duty = new Duty({ vault, keyring, random });
    this.renewsAt = now + RENEWED_EVERY;
    this.sit(this.duty, true, undefined, now);
    this.settle(now);
  }

  /** Somebody comes in so many seconds. Raises RangeError where too many are here, or unknown. */
  invite(wish: Wish, seconds: number, now: number): void {
    if (this.people + this.coming.length >= PEOPLE_MOST) throw new RangeError('too many people');
    if (!TONGUES.some(({ language }) => language === wish.language)) throw new RangeError('no such language');
    this.coming.push({ wish, at: now + seconds });
  }

  /** How many are here who have not gone. */
  get people(): number {
    return this.seats.filter(({ person }) => person !== undefined && !person.over).length;
  }

  /** How many are on their way. */
  get expected(): number {
    return this.coming.length;
  }

  /** Raises LocalFault for what cannot be done now; nothing has changed then. */
  act(action: DutyAction, now: number): void {
    if (this.closed) return;
    this.duty.act(action, now);
    this.settle(now);
  }

  tick(now: number): void {
    if (this.closed) return;
    if (now >= this.renewsAt) {
      this.renewsAt = now + RENEWED_EVERY;
      this.relay.serves(this.house.renewed(now));
    }
    const here = this.coming.filter(({ at }) => at <= now);
    this.coming = this.coming.filter(({ at }) => at > now);
    for (const { wish } of here) this.enter(wish, now);
    for (const { machine, person } of this.seats) {
      machine.tick(now);
      person?.live(now);
    }
    this.settle(now);
    for (const seat of this.seats.filter(({ person }) => person?.over === true)) this.relay.gone(seat.way);
    this.seats = this.seats.filter(({ person }) => person?.over !== true);
  }

  /** Its shift has no end that anybody would have to know of. */
  view(): DutyView {
    return { ...this.duty.view(), shiftExpires: undefined };
  }

  /** Everybody goes, every key is overwritten. */
  close(now: number): void {
    if (this.closed) return;
    this.closed = true;
    this.coming = [];
    for (const { person } of this.seats) person?.visit.act({ do: 'leave' }, now);
    this.duty.act({ do: 'lock' }, now);
    this.seats = [];
  }

  private enter({ situation, language }: Wish, now: number): void {
    const tongue = TONGUES.find((one) => one.language === language);
    if (tongue === undefined) throw new RangeError('no such language');
    const { organisation, desk } = this.house;
    const { name, random } = this.setting;
    const visit = new Visit({ organisation, leastCharterVersion: 1, desk, notice: undefined, name, random });
    this.sit(visit, false, new Person(visit, situation, tongue, random, now), now);
  }

  private sit(machine: Machine<unknown, never>, staff: boolean, person: Person | undefined, now: number): void {
    const heard: Bytes[] = [];
    const way = { staff, hear: (raw: Bytes) => void heard.push(raw) };
    this.seats.push({ machine, way, heard, person });
    machine.tick(now);
    machine.opened(now);
  }

  /** Lets frames go to and fro until nobody has anything to say. */
  private settle(now: number): void {
    for (let round = 0; round < ROUNDS; round += 1) {
      let moved = false;
      for (const seat of this.seats) moved = this.step(seat, now) || moved;
      if (!moved) break;
    }
    // What a page would store and publish goes nowhere here.
    this.duty.takeChanged();
    if (this.duty.toPublish() !== undefined) this.duty.published(false, now);
  }

  private step({ machine, way, heard }: Seat, now: number): boolean {
    const said = machine.drain();
    for (const raw of said) this.relay.said(way, raw, now);
    const told = heard.splice(0);
    for (const raw of told) machine.frame(raw, now);
    let worked = false;
    while (machine.busy?.() === true) {
      machine.tick(now);
      worked = true;
    }
    return worked || said.length > 0 || told.length > 0;
  }
}
