/** What the console's machine shows. */

import { hex, NONE } from './bytes.ts';
import type { Caller } from './duty_calls.ts';
import type { DutyDesk } from './duty_desk.ts';
import type { Own } from './duty_keys.ts';
import type { DutyNumbers } from './duty_numbers.ts';
import type { WaitingLine } from './duty_line.ts';
import type { Proof } from './duty_proof.ts';
import type { Shifts } from './duty_shift.ts';
import type { DeskState } from './duty_state.ts';
import type { Talks } from './duty_talks.ts';
import type { Upkeep } from './duty_upkeep.ts';
import { warnings } from './duty_warnings.ts';
import type { Following } from './follow.ts';
import { noticeView } from './notice_view.ts';
import type { Connection, DutyView, HeadView, Problem } from './views.ts';

/** The parts of the machine that a screen can see. */
export interface Shown {
  readonly following: Following;
  readonly shifts: Shifts;
  readonly proof: Proof;
  readonly numbers: DutyNumbers;
  readonly line: WaitingLine;
  readonly talks: Talks;
  readonly own: Own;
  readonly upkeep: Upkeep;
  readonly state: DeskState;
  readonly desk: DutyDesk;
  readonly connection: Connection;
  readonly trouble: Problem | undefined;
  readonly locked: boolean;
}

export function dutyView(shown: Shown, now: number): DutyView {
  const { shifts, following, proof, line, talks, upkeep, desk, connection, trouble, numbers } =
    shown;
  const certificate = shifts.certificate?.payload;
  const organisation = following.documents.charter?.payload.name ?? '';
  const notice = following.documents.notice(following.desk)?.payload;
  const standing = problem(shown, now);
  // What has just happened in the line is news; what stands in the way of all work goes before it.
  const passing = trouble === 'someone-else-took-it' || trouble === 'not-turned-away';
  const expires = {
    shiftExpires: shifts.expires,
    rosterExpires: following.documents.roster?.payload.expires,
    charterExpires: following.documents.charter?.payload.expires,
    certificateExpires: certificate?.expires,
  };
  return {
    stage: stage(shown, now),
    connection,
    problem: passing ? (standing ?? trouble) : (trouble ?? standing),
    organisation,
    notice: notice && noticeView(notice, organisation),
    handbook: upkeep.handbook(now),
    alias: certificate?.alias ?? '',
    role: certificate?.role ?? '',
    languages: certificate?.languages ?? [],
    fingerprint: hex(shifts.certificate?.hash ?? NONE),
    ...expires,
    keys: keys(shown),
    mayShift: upkeep.mayShift,
    autoShift: { on: upkeep.listens && upkeep.renewal.on, hours: upkeep.renewal.hours },
    returning: upkeep.calls.waiting(now).map(whoCalled),
    disagreeing: upkeep.disagreeing.map(whoCalled),
    warnings: warnings(
      {
        ...expires,
        renewed: upkeep.renewed(now),
        disagree: upkeep.disagree(now),
        returning: upkeep.calling.returning(now),
        undelivered: numbers.undelivered,
        waits: numbers.waits,
      },
      now,
    ),
    heads: heads(shown),
    limit: proof.limit,
    pausedUntil: proof.pausedUntil,
    counts: numbers.counts(now),
    knocks: proof.wanted === 'off-duty' ? [] : line.view(),
    inLine: proof.holds && (proof.wanted !== 'off-duty' || upkeep.listens) ? line.counts() : undefined,
    state: shown.state.view(now),
    mayState: shown.state.may(now),
    stateGoing: shown.state.going,
    talks: talks.all.map((talk) => ({ ...talk.view(now), ...desk.ofTalk(talk, now) })),
    colleagues: upkeep.presence.view(now),
    staffTalks: desk.view(now),
  };
}

function whoCalled({ certificate: { payload } }: Caller): DutyView['returning'][number] {
  return { alias: payload.alias, role: payload.role };
}

function keys({ own }: Shown): DutyView['keys'] {
  const [until = 0, ...old] = own.keyring.until;
  return { until, old };
}

function heads({ following, shifts }: Shown): readonly HeadView[] {
  const { charter, roster } = following.documents;
  const all = [
    { kind: 'charter', held: charter },
    { kind: 'roster', held: roster },
    { kind: 'shift', held: shifts.held },
  ] as const;
  return all.flatMap(({ kind, held }) =>
    held === undefined
      ? []
      : [{ kind, version: held.payload.version, fingerprint: hex(held.hash) }],
  );
}

function stage(shown: Shown, now: number): DutyView['stage'] {
  if (shown.locked) return 'refused';
  const serves = shown.shifts.current(now) !== undefined;
  if (!serves && problem(shown, now) !== undefined) return 'refused';
  const { wanted, holds } = shown.proof;
  if (wanted === 'off-duty') return shown.following.ready ? wanted : 'connecting';
  return holds ? wanted : 'connecting';
}

function problem({ shifts, connection, following }: Shown, now: number): Problem | undefined {
  const found = shifts.problem(now);
  if (found !== undefined) return found;
  // None at all is no better than one that has run out.
  if (following.ready && following.documents.roster === undefined) return 'roster-expired';
  if (following.ready && shifts.held === undefined) return 'shift-expired';
  return connection === 'lost' && !following.ready ? 'relay-unreachable' : undefined;
}
