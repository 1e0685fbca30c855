/** Several consoles and a survivor's page, for tests of what colleagues do together. */

import assert from 'node:assert/strict';
import { hex } from '../../client_js/src/core/bytes.ts';
import type { Duty } from '../../client_js/src/core/duty.ts';
import type { TalkView } from '../../client_js/src/core/views.ts';
import type {
  ColleagueView,
  DeskAction,
  StaffAskView,
  StaffTalkView,
} from '../../client_js/src/core/views_desk.ts';
import type { Visit } from '../../client_js/src/core/visit.ts';
import { FIRST, meet, type Story } from './story.ts';
import { type Client, World } from './world.ts';

export interface Team {
  readonly world: World;
  readonly story: Story;
  /** By their places: the first has the talk. */
  readonly staff: readonly Client<Duty>[];
}

/** The first of them talks with a survivor; all are on duty and have heard of each other. */
export function team(aliases: readonly string[], supervisors: readonly string[] = []): Team {
  const world = new World(aliases, supervisors);
  const story = meet(world);
  const rest = aliases.slice(1).map((_, at) => serving(world, at + 1));
  const staff = [story.counselor, ...rest];
  heard(world, staff);
  return { world, story, staff };
}

export function serving(world: World, which: number): Client<Duty> {
  const client = world.duty(which);
  world.settle();
  client.machine.act({ do: 'on-duty' }, world.now);
  world.settle();
  return client;
}

export function heard(world: World, staff: readonly Client<Duty>[]): void {
  world.until(
    () => staff.every(({ machine }) => machine.view().colleagues.length === staff.length - 1),
    90,
  );
}

export function sees(client: Client<Duty>, alias: string): ColleagueView {
  const found = client.machine.view().colleagues.find((one) => one.alias === alias);
  assert.ok(found !== undefined, `nobody called ${alias}`);
  return found;
}

export const keyOf = (client: Client<Duty>, alias: string): string => sees(client, alias).key;

/** What a person does, and everything that comes of it in a moment: a line may be made. */
export function act(world: World, client: Client<Duty>, action: DeskAction): void {
  client.machine.act(action, world.now);
  world.pass(2);
}

export function lineOf(client: Client<Duty>, alias: string): StaffTalkView | undefined {
  return client.machine.view().staffTalks.find((one) => one.alias === alias);
}

export function askOf(client: Client<Duty>, alias: string): StaffAskView {
  const ask = lineOf(client, alias)?.asks.at(-1);
  assert.ok(ask !== undefined, `nothing is asked of or by ${alias}`);
  return ask;
}

export function talkAt(client: Client<Duty>, place = 0): TalkView {
  const talk = client.machine.view().talks[place];
  assert.ok(talk !== undefined, 'no talk');
  return talk;
}

export function introduce(
  { world, staff }: Team,
  alias: string,
  purpose: 'join' | 'hand-over' = 'join',
  by = 0,
): void {
  const host = staff[by];
  assert.ok(host !== undefined);
  const { key } = talkAt(host);
  const colleague = keyOf(host, alias);
  act(world, host, { do: 'introduce', talk: key, colleague, purpose, why: '' });
}

export function answer(world: World, guest: Client<Duty>, host: string, yes: boolean): void {
  const { request } = askOf(guest, host);
  act(world, guest, { do: 'staff-answer', colleague: keyOf(guest, host), request, yes });
}

/** The survivor says yes or no to what is asked of her. */
export function decide(
  world: World,
  survivor: Client<Visit>,
  yes: boolean,
  showEarlier = false,
): void {
  const [ask] = survivor.machine.view().asks;
  assert.ok(ask !== undefined, 'nothing is asked of the survivor');
  survivor.machine.act({ do: 'admit', request: ask.request, yes, showEarlier }, world.now);
  world.settle();
}

/** A colleague is brought in, with everybody's yes. */
export function bringIn(
  all: Team,
  alias: string,
  purpose: 'join' | 'hand-over' = 'join',
  showEarlier = false,
): Client<Duty> {
  const { world, story, staff } = all;
  const guest = staff.find(({ machine }) => machine.view().alias === alias);
  assert.ok(guest !== undefined);
  introduce(all, alias, purpose);
  answer(world, guest, 'May', true);
  decide(world, story.survivor, true, showEarlier);
  world.pass(1);
  return guest;
}

export const say = (world: World, client: Client<Duty>, text: string, place = 0): void => {
  client.machine.act({ do: 'say', talk: talkAt(client, place).key, text }, world.now);
  world.settle();
};

export function tell(world: World, { machine }: Client<Visit>, text: string): void {
  machine.act({ do: 'say', text }, world.now);
  world.settle();
}

export const nameOf = (client: Client<Duty>): string =>
  hex(client.machine.upkeep.presence.told(false).presence.talks[0]?.name ?? new Uint8Array(0));

export { FIRST };
