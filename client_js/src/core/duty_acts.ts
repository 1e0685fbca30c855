/** What a person does at the console, and which part of it does that. Raises LocalFault. */

import { type DutyDesk, isOfColleagues } from './duty_desk.ts';
import type { DutyNumbers } from './duty_numbers.ts';
import { type DutyPeople, isOfTalk } from './duty_people.ts';
import type { Proof } from './duty_proof.ts';
import type { DeskState } from './duty_state.ts';
import type { Upkeep } from './duty_upkeep.ts';
import { LocalFault } from './errors.ts';
import type { DutyAction } from './views.ts';

export interface Acting {
  readonly people: DutyPeople;
  readonly proof: Proof;
  readonly upkeep: Upkeep;
  readonly state: DeskState;
  readonly numbers: DutyNumbers;
  readonly desk: DutyDesk;
}

export function act(duty: Acting, action: Exclude<DutyAction, { readonly do: 'lock' }>, now: number): void {
  const { people, proof, upkeep, state, numbers, desk } = duty;
  if (action.do === 'on-duty') serve(duty, 'on-duty');
  else if (action.do === 'finish') serve(duty, 'finishing');
  else if (action.do === 'off-duty') offDuty(duty, now);
  else if (action.do === 'limit') proof.most(action.limit);
  else if (action.do === 'claim') people.claim(action.key, room(proof));
  else if (action.do === 'turn-away-knock') people.turnAway(action.key, room(proof));
  else if (action.do === 'renew-shift') upkeep.renewal.renew(action.hours, now);
  else if (action.do === 'auto-shift') upkeep.renewal.set(action.on, action.hours);
  else if (action.do === 'state') state.make(action.mode, action.text, action.hours, now);
  else if (action.do === 'tally') numbers.tally(action.talk, action.answers, now);
  else if (action.do === 'incident') numbers.incident(action.answers, now);
  else if (action.do === 'pause') proof.pause(action.minutes, now);
  else if (isOfTalk(action)) people.act(action, now);
  else if (isOfColleagues(action)) desk.act(action, now);
  else throw new LocalFault('out-of-turn');
}

/** Whether the relay lets this console take another knock. */
const room = (proof: Proof): boolean => proof.holds && proof.capacity > 0;

function serve({ proof, people }: Acting, how: 'on-duty' | 'finishing'): void {
  proof.want(how);
  people.readLine();
}

function offDuty({ numbers, upkeep, proof, people }: Acting, now: number): void {
  // While the relay knows that this is one of the staff: strangers may leave far less at once.
  numbers.stage('off-duty', now);
  if (!upkeep.listens) upkeep.goodbye(now);
  proof.want('off-duty');
  if (upkeep.listens) people.line.unread();
  else people.line.clear();
}
