/** What runs out, long before it does; and what must stop all work at once (attacks 4, 5, 64). */

import type { JSX } from 'preact';
import type { DutyView, HeadView, Warning } from '../core/views.ts';
import { type Code, NUMBERS } from '../ui/catalog/languages.ts';
import type { OfficeWords, Soon } from '../ui/catalog/words.ts';
import { Button } from '../ui/parts.tsx';
import { fill, grouped } from '../ui/text.ts';
import { fileName, saveFile } from './save.ts';
import { moment } from './times.ts';

type CalmWarning = Exclude<Warning, 'documents-disagree'>;

export interface WarningsProps {
  readonly view: DutyView;
  readonly office: OfficeWords;
  readonly code: Code;
  /** Seconds since 1970. */
  readonly now: number;
  /** A request for an administrator who takes this device in by hand. */
  readonly asks: () => Uint8Array | undefined;
}

export function Warnings(props: WarningsProps): JSX.Element {
  const { view, office } = props;
  const calm = view.warnings.filter((one): one is CalmWarning => one !== 'documents-disagree');
  return (
    <>
      <div role="alert">
        {view.warnings.includes('documents-disagree') && (
          <Disagree heads={view.heads} office={office} />
        )}
      </div>
      <Stalled {...props} />
      {/* Always there, so that what comes into it is said. */}
      <div role="status" class="warnings" aria-label={office.warnings}>
        {calm.map((warning) => (
          <div key={warning} class="trouble" data-test="warning" data-warning={warning}>
            <Calm {...props} warning={warning} />
          </div>
        ))}
      </div>
    </>
  );
}

export interface HeadsProps {
  readonly heads: readonly HeadView[];
  readonly office: OfficeWords;
}

function Disagree({ heads, office }: HeadsProps): JSX.Element {
  return (
    <section class="alarm" data-test="warning" data-warning="documents-disagree">
      <h2>{office.disagree.what}</h2>
      <p>{office.disagree.next}</p>
      <ol class="steps">
        {office.disagreeSteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Heads heads={heads} office={office} />
    </section>
  );
}

export function Heads({ heads, office }: HeadsProps): JSX.Element {
  return (
    <section class="heads">
      <h3>{office.compare}</h3>
      <dl>
        {heads.map(({ kind, version, fingerprint }) => (
          <div key={kind} data-test="head" data-kind={kind}>
            <dt>{fill(office.compared[kind], { version })}</dt>
            <dd>
              <code dir="ltr">{grouped(fingerprint)}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Nobody can be helped from here now: this side stops, and says who can mend it. */
function Stalled({ view, office }: WarningsProps): JSX.Element {
  const roster = view.problem === 'roster-expired';
  const stalled = view.stage === 'refused' && (roster || view.problem === 'shift-expired');
  const words = office.stalled[roster ? 'roster' : 'shift'];
  return (
    <div role="alert">
      {stalled && (
        <div class="trouble" data-test="stalled" data-problem={view.problem}>
          <p>
            <strong>{words.what}</strong>
          </p>
          <p>{!roster && view.mayShift ? office.stalledMine : words.next}</p>
        </div>
      )}
    </div>
  );
}

interface CalmProps extends WarningsProps {
  readonly warning: CalmWarning;
}

function Calm({ warning, view, office, code, now, asks }: CalmProps): JSX.Element {
  const save = (): void => {
    const request = asks();
    if (request !== undefined) saveFile(fileName(view.alias, 'request'), request);
  };
  if (warning === 'waiting-for-shift') {
    return (
      <>
        <p>
          <strong>{office.waitingForShift.what}</strong>
        </p>
        <p>{office.waitingForShift.next}</p>
        <Button test="ask-again" onPress={save}>
          {office.askAgain}
        </Button>
      </>
    );
  }
  if (warning === 'numbers-full' || warning === 'numbers-later') {
    const { what, next } = NUMBERS[code][warning === 'numbers-full' ? 'full' : 'later'];
    return (
      <>
        <p>
          <strong>{what}</strong>
        </p>
        <p>{next}</p>
      </>
    );
  }
  const time = moment(ends(warning, view) ?? now, now, code);
  const mine = warning === 'shift-soon' && view.mayShift;
  return (
    <>
      <p>
        <strong>{fill(office.soon[warning], { time })}</strong>
      </p>
      <p>{mine ? office.shiftSoonMine : office.soonNext[warning]}</p>
    </>
  );
}

function ends(warning: Soon, view: DutyView): number | undefined {
  switch (warning) {
    case 'shift-soon':
      return view.shiftExpires;
    case 'roster-soon':
      return view.rosterExpires;
    case 'charter-soon':
      return view.charterExpires;
    case 'certificate-soon':
      return view.certificateExpires;
  }
}
