/** What the counting part of the console's machine knows of the others. */

import type { Random } from './bytes.ts';
import { DutyNumbers } from './duty_numbers.ts';
import type { DutyPeople } from './duty_people.ts';
import type { Shifts } from './duty_shift.ts';
import type { Upkeep } from './duty_upkeep.ts';
import type { Following } from './follow.ts';
import { statisticsKey } from './survey.ts';
import type { DeviceVault } from './vault.ts';
import type { Wire } from './wire.ts';

export interface NumbersParts {
  readonly vault: DeviceVault;
  readonly following: Following;
  readonly shifts: Shifts;
  readonly upkeep: Upkeep;
  readonly people: DutyPeople;
  readonly wire: Wire;
  readonly random: Random;
  readonly clock: () => number;
}

export function dutyNumbers(parts: NumbersParts): DutyNumbers {
  const { vault, following, shifts, upkeep, people, wire, random, clock } = parts;
  const { organisation, desk } = vault;
  const owner = {
    organisation,
    desk,
    key: (now: number) => statisticsKey(following.documents, now),
    handbook: () => {
      const book = upkeep.signedHandbook(clock());
      const [newest] = book?.secrets ?? [];
      return book && newest && { secret: newest.secret, tally: book.tally };
    },
    notice: () => {
      const notice = following.documents.notice(desk)?.payload;
      return {
        languages: notice?.texts.map(({ language }) => language) ?? [],
        timezone: notice?.timezone ?? 'UTC',
      };
    },
    alias: () => shifts.certificate?.payload.alias ?? '',
    talks: () => people.talks.all,
  };
  return new DutyNumbers(wire, owner, random);
}
