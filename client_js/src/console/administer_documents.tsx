/** The papers of the organisation: when they end, renewing them, and taking away what is public. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../ui/parts.tsx';
import { fill } from '../ui/text.ts';
import type { PartProps } from './administer.tsx';
import { notRead } from './not_read.ts';
import { saveFile } from './save.ts';
import { Hours, HOURS_FIRST } from './supervise.tsx';
import { moment } from './times.ts';

export type DocumentsProps = PartProps & {
  readonly exported: () => Uint8Array | undefined;
};

export function Documents(props: DocumentsProps): JSX.Element {
  const { view, act, office, code, now, exported } = props;
  const [hours, setHours] = useState(HOURS_FIRST);
  const busy = view.stage !== 'ready';
  const lives = (until: number | undefined): until is number => until !== undefined && until > now;
  const waits = (until: number | undefined): boolean => until === undefined && notRead(view);
  const save = (): void => {
    const bytes = exported();
    if (bytes !== undefined) saveFile('organisation.noview', bytes);
  };
  return (
    <section class="part" aria-labelledby="documents-title">
      <h3 id="documents-title">{office.documents}</h3>
      <ul>
        <li data-test="administer-shift">
          {lives(view.shiftExpires)
            ? fill(office.shiftEnds, { time: moment(view.shiftExpires, now, code) })
            : waits(view.shiftExpires)
              ? office.shiftNotRead
              : office.shiftOver}
        </li>
        <li data-test="administer-roster">
          {lives(view.rosterExpires)
            ? fill(office.rosterEnds, { time: moment(view.rosterExpires, now, code) })
            : waits(view.rosterExpires)
              ? office.rosterNotRead
              : office.stalled.roster.what}
        </li>
        {view.charterExpires !== undefined && (
          <li>{fill(office.charterEnds, { time: moment(view.charterExpires, now, code) })}</li>
        )}
      </ul>
      <Button test="renew-roster" disabled={busy} onPress={() => act({ do: 'renew-roster' })}>
        {office.renewRoster}
      </Button>
      <p class="hint">{office.renewRosterText}</p>
      <Hours
        id="administer-hours"
        code={code}
        office={office}
        value={HOURS_FIRST}
        onChoose={(value) => setHours(Number(value))}
      />
      <Button test="start-shift" disabled={busy} onPress={() => act({ do: 'start-shift', hours })}>
        {office.startShift}
      </Button>
      <p class="hint">{office.startShiftText}</p>
      <Button test="export" disabled={view.charterExpires === undefined} onPress={save}>
        {office.export}
      </Button>
      <p class="hint">{office.exportText}</p>
    </section>
  );
}
