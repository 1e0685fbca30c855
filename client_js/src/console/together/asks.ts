/** What colleagues ask of one another, as the screens sort it: what needs a person now. Pure. */

import type { DutyView, TalkView } from '../../core/views.ts';
import type { ColleagueView, StaffAskView } from '../../core/views_desk.ts';
import { plain } from '../../ui/text.ts';

/** Who may come in without being asked, and is told of abuse (protocol.md 16.4). */
export const SUPERVISORS: readonly string[] = ['supervisor', 'administrator'];

/** Characters of a note for whoever takes over (protocol.md 16.4). */
export const NOTE_MOST = 1000;

/** Stable as long as the request is known. */
export const nameOf = ({ colleague, request }: StaffAskView): string => `${colleague} ${request}`;

/** Whether the conversation is this console's, and the colleague is to come into it. */
export const isHost = ({ mine, stepIn }: StaffAskView): boolean => mine !== stepIn;

/** Whether it is not decided yet. */
export const isGoing = ({ stage }: StaffAskView): boolean =>
  stage === 'asked' || stage === 'accepted' || stage === 'survivor-asked';

/** Whether a note can be written: once, to somebody who is on their way. */
export const takesNote = (ask: StaffAskView): boolean =>
  isHost(ask) &&
  ask.purpose === 'hand-over' &&
  ask.catchUp === 'none' &&
  (ask.stage === 'survivor-asked' || ask.stage === 'joined');

/** What is half written is called by these, and by whom or what it is for. */
export const lineDraft = (colleague: string): string => `line ${colleague}`;
export const noteDraft = (ask: StaffAskView): string => `note ${nameOf(ask)}`;

/** Whether what is half written under this name can still be sent. */
export function keepsAside(view: Pick<DutyView, 'staffTalks'>, name: string): boolean {
  return view.staffTalks.some(({ colleague, stage, asks }) => {
    const writes = stage !== 'ended' && lineDraft(colleague) === name;
    return writes || asks.some((ask) => takesNote(ask) && noteDraft(ask) === name);
  });
}

/**
 * Whether an ended conversation is this console's to count: one of all who were in it is asked, who
 * went on to its end. Who leaves others in it is not; of those there at the end, who came first is.
 */
export function isMineToCount(
  view: Pick<DutyView, 'fingerprint' | 'alias'>,
  { people, ended }: Pick<TalkView, 'people' | 'ended'>,
): boolean {
  // A certificate that was renewed meanwhile is the same person's.
  const me =
    people.find(({ fingerprint }) => fingerprint === view.fingerprint) ??
    people.find(({ alias }) => alias === view.alias);
  if (me === undefined || people.length === 1) return true;
  return ended?.byMe !== true && people.every(({ number }) => number >= me.number);
}

/**
 * Whether this console may count a conversation that is a colleague's to count: they may have ended it
 * in the same moment, or be listed and gone. One that was handed over goes on, and is counted later.
 */
export function mayCountAnyway(
  view: Pick<DutyView, 'fingerprint' | 'alias'>,
  talk: Pick<TalkView, 'people' | 'ended' | 'asks'>,
): boolean {
  return !isMineToCount(view, talk) && handedTo(talk, '') === undefined;
}

/** Who goes on with a conversation that this console has handed over; undefined for any other. */
export function handedTo({ ended, asks }: Pick<TalkView, 'ended' | 'asks'>, someone: string): string | undefined {
  // A person who ends it has finished it; who hands it over leaves.
  if (ended?.byMe !== true || ended.reason !== 'left') return undefined;
  const heir = asks.find((ask) => isHost(ask) && ask.purpose === 'hand-over' && ask.stage === 'joined');
  return heir && (plain(heir.alias) || someone);
}

/** By whom this console was brought into a conversation; undefined where nobody brought it. */
export function broughtBy({ asks }: Pick<TalkView, 'asks'>, someone: string): string | undefined {
  const host = asks.find((ask) => !isHost(ask) && ask.stage === 'joined');
  return host && (plain(host.alias) || someone);
}

type Seen = Pick<DutyView, 'staffTalks' | 'talks'>;

const all = ({ staffTalks }: Seen): readonly StaffAskView[] => staffTalks.flatMap(({ asks }) => asks);

/** What is about no conversation of this console yet: it is asked to come, or wants to. */
export function elsewhere(view: Seen): readonly StaffAskView[] {
  return all(view).filter((ask) => !isHost(ask) && ask.talk === '');
}

/** Something that waits for this person, or that they must see. */
export interface Need {
  readonly what: 'asked' | 'note' | 'comes-in' | 'differs';
  readonly key: string;
}

export function needs(view: Seen): readonly Need[] {
  const asked = all(view).flatMap((ask): readonly Need[] => {
    const key = nameOf(ask);
    if (isHost(ask)) return ask.stepIn && isGoing(ask) ? [{ what: 'comes-in', key }] : [];
    if (ask.catchUp === 'waiting') return [{ what: 'note', key }];
    return !ask.mine && ask.stage === 'asked' ? [{ what: 'asked', key }] : [];
  });
  const lied = view.talks.filter(({ stage, transcript }) => stage !== 'ended' && transcript === 'differs');
  return [...asked, ...lied.map(({ key }) => ({ what: 'differs', key }) as const)];
}

/** Whether it stands there until somebody has done something. */
export const isAlarm = ({ what }: Need): boolean => what === 'asked' || what === 'differs';

/** What rings, once each; words between colleagues are news like others. */
export class Called {
  private before = new Set<string>();

  fresh(view: Seen): { readonly news: boolean; readonly alarm: boolean } {
    const now = needs(view);
    const isNew = ({ what, key }: Need): boolean => !this.before.has(`${what} ${key}`);
    const words = view.staffTalks
      .filter(({ unread }) => unread > 0)
      .map(({ colleague, unread }) => `word ${colleague} ${unread}`);
    const found = {
      alarm: now.some((need) => isAlarm(need) && isNew(need)),
      news: now.some(isNew) || words.some((word) => !this.before.has(word)),
    };
    this.before = new Set([...now.map(({ what, key }) => `${what} ${key}`), ...words]);
    return found;
  }

  forget(): void {
    this.before = new Set();
  }
}

export type Wish = 'join' | 'hand-over' | 'abuse';

/** Who can be asked into this conversation for this: those who speak its language first. */
export function whoCanCome(
  view: Pick<DutyView, 'colleagues'>,
  talk: Pick<TalkView, 'people' | 'language' | 'asks'>,
  wish: Wish,
): readonly ColleagueView[] {
  const inside = new Set(talk.people.map(({ fingerprint }) => fingerprint));
  const able = view.colleagues.filter(
    ({ key, role, reachable }) => reachable && !inside.has(key) && (wish !== 'abuse' || SUPERVISORS.includes(role)),
  );
  const base = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';
  const speaks = ({ languages }: ColleagueView): boolean => languages.some((one) => base(one) === base(talk.language));
  return [...able.filter(speaks), ...able.filter((one) => !speaks(one))];
}
