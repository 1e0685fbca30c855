/** An unlocked device: what must be said about its keys, and then the work. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DutyAction, DutyView } from '../core/views.ts';
import type { Code } from '../ui/catalog/languages.ts';
import type { VaultProblem } from '../ui/catalog/words.ts';
import type { Organisation } from '../ui/organisation.ts';
import type { Alerts } from './alerts.ts';
import type { Day } from './day.ts';
import { type Locking, LockNotice } from './lock.tsx';
import type { Working } from './opening.ts';
import { fileName } from './save.ts';
import { Saving } from './saving.tsx';
import { Told } from './told.tsx';
import { PracticeDesk } from './practice/screen.tsx';
import { mayLast, PracticeEnded, PracticeEntry } from './practice/entry.tsx';
import { VaultPane } from './vault_pane.tsx';
import { Work } from './work.tsx';

export interface UnlockedProps {
  readonly stamp: Organisation;
  readonly code: Code;
  readonly view: DutyView;
  readonly working: Working;
  /** Seconds since 1970. */
  readonly now: number;
  readonly locking: Locking;
  readonly day: Day;
  readonly alerts: Alerts;
  readonly stay: () => void;
  readonly onLanguage: (code: Code) => void;
  readonly act: (action: DutyAction) => boolean;
  readonly lock: () => void;
}

export function Unlocked(props: UnlockedProps): JSX.Element {
  const { stamp, code, view, working, now, locking, stay, day, alerts, onLanguage, act, lock } = props;
  const [saved, setSaved] = useState(working.finished === undefined);
  const [practice, setPractice] = useState<'none' | 'open' | 'ended'>('none');
  // For good: it must not come back over a desk at which somebody real has just been.
  const practices = practice === 'open' && mayLast(view);
  if (practice === 'open' && !practices) setPractice('ended');
  const { alias } = working;
  const { organisation } = view;
  const pane = (
    <>
      <VaultPane
        {...{ code, alias, organisation }}
        change={(old, fresh, progress) => working.change(old, fresh, progress)}
      />
      <PracticeEntry {...{ view, code }} open={() => setPractice('open')} />
    </>
  );
  return (
    <>
      <LockNotice {...{ code, locking, stay }} />
      {!saved && working.finished !== undefined ? (
        <Saving
          name={fileName(working.alias, 'vault')}
          vault={working.finished}
          {...{ code, onLanguage }}
          onDone={() => setSaved(true)}
        />
      ) : practices ? (
        <PracticeDesk
          {...{ stamp, code, onLanguage, lock }}
          handbook={view.handbook}
          leave={() => setPractice('none')}
        />
      ) : (
        <>
          {practice !== 'none' && <PracticeEnded code={code} close={() => setPractice('none')} />}
          <Told problem={told(working.trouble(), view)} code={code} />
          <Work
            {...{ stamp, view, code, now, onLanguage, act, lock, day, alerts }}
            asks={() => working.asks()}
            lend={() => working.lend()}
            beside={pane}
          />
        </>
      )}
    </>
  );
}

/** Keys that were lost matter until the device is let in again; a storage that fails, always. */
function told(trouble: VaultProblem | undefined, view: DutyView): VaultProblem | undefined {
  const lost = trouble === 'storage-empty' || trouble === 'storage-damaged';
  return lost && view.stage !== 'refused' ? undefined : trouble;
}
