/**
 * The administrator's part: its own vault, unlocked only for as long as it is needed. It lies beside
 * the conversations, which go on meanwhile, and its keys go when it is left.
 */

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AdministerAction, AdministerView } from '../core/administer_view.ts';
import { CONSOLE, OFFICE, SETTINGS, SHARED, type Code } from '../ui/catalog/languages.ts';
import type { OfficeWords } from '../ui/catalog/words.ts';
import type { ConsoleWords, SharedWords } from '../ui/catalog/words.ts';
import type { Organisation } from '../ui/organisation.ts';
import { Button, Connected, Title, Trouble } from '../ui/parts.tsx';
import { fill, plain } from '../ui/text.ts';
import { listed } from '../ui/tongue.ts';
import { Certify } from './administer_certify.tsx';
import { Devices } from './administer_devices.tsx';
import { Documents } from './administer_documents.tsx';
import { type Administration, administer } from './administration.ts';
import { type Kept, noDrafts } from './settings/drafts.ts';
import { Settings } from './settings/settings.tsx';
import { moment, precisely, today } from './times.ts';
import { type OpenVault, VaultForm } from './vault_form.tsx';
import { Heads } from './warnings.tsx';

export interface AdministerProps {
  readonly stamp: Organisation;
  readonly code: Code;
  /** Leaves this part. */
  readonly close: () => void;
}

/** What every piece of this part is given. */
export interface PartProps {
  readonly view: AdministerView;
  readonly act: (action: AdministerAction) => void;
  readonly code: Code;
  readonly shared: SharedWords;
  readonly words: ConsoleWords;
  readonly office: OfficeWords;
  /** Seconds since 1970. */
  readonly now: number;
}

export function Administer({ stamp, code, close }: AdministerProps): JSX.Element {
  const work = useRef<Administration | undefined>(undefined);
  const here = useRef(true);
  /** What is being edited outlives the lock: it is no secret, and hours of work. */
  const kept = useRef(noDrafts());
  const [view, setView] = useState<AdministerView | undefined>(undefined);
  const [locked, setLocked] = useState(false);
  const [shared, words, office] = [SHARED[code], CONSOLE[code], OFFICE[code]];

  const show = (next: AdministerView): void => {
    if (!here.current) return;
    if (next.stage === 'locked') {
      work.current = undefined;
      setLocked(true);
      setView(undefined);
    } else setView(next);
  };
  // Whoever leaves takes the keys away, also in the middle of unlocking.
  useEffect(
    () => () => {
      here.current = false;
      work.current?.lock();
    },
    [],
  );
  const unlock: OpenVault = async (vault, passphrase, progress) => {
    const opened = await administer(stamp, vault, passphrase, progress, show);
    if (typeof opened === 'string') return opened;
    if (here.current) work.current = opened;
    else opened.lock();
    return undefined;
  };
  const act = (action: AdministerAction): void => work.current?.act(action);
  const used = (): void => act({ do: 'used' });
  return (
    <section
      class="administer"
      aria-labelledby="administer-title"
      data-test="administer"
      data-stage={view?.stage ?? 'locked'}
      onKeyDownCapture={used}
      onPointerDownCapture={used}
    >
      <div class="row between" id="administer-title">
        <Title level={2}>{office.administer}</Title>
        <Button test="administer-close" onPress={close}>
          {office.administerClose}
        </Button>
      </div>
      {view === undefined ? (
        <>
          <p role="status" class="hint" data-test="administer-locked">
            {locked ? office.administerLocked : ''}
          </p>
          <VaultForm
            {...{ code, id: 'administrator', open: unlock }}
            text={office.administerText}
            file={office.administerFile}
            hint={office.administerFileHint}
            button={office.administerUnlock}
          />
        </>
      ) : (
        <Open
          {...{ view, act, code, shared, words, office, now: Date.now() / 1000 }}
          stamp={stamp}
          kept={kept.current}
          exported={() => work.current?.exported()}
        />
      )}
    </section>
  );
}

type OpenProps = PartProps & {
  readonly stamp: Organisation;
  readonly kept: Kept;
  readonly exported: () => Uint8Array | undefined;
};

function Open(props: OpenProps): JSX.Element {
  const { view, act, code, shared, words, office } = props;
  return (
    <>
      <div class="row between">
        <Connected connection={view.connection} words={shared} />
        <p class="hint" data-test="administer-locks">
          {fill(office.administerLocksAt, { time: today(view.locksAt, code) })}
        </p>
        <Button test="administer-lock" onPress={() => act({ do: 'lock' })}>
          {office.administerLock}
        </Button>
      </div>
      <p role="status" class="hint" data-test="administer-stage">
        {view.stage === 'reading' && office.reading}
        {view.stage === 'working' && office.working}
      </p>
      <Trouble problem={view.problem} words={shared} staff={words} />
      <Compare {...props} />
      <Told {...props} />
      {view.failure === 'documents-disagree' && <Heads heads={view.heads} office={office} />}
      <Contents {...props} />
      <Certify {...props} />
      <Devices {...props} />
      <Documents {...props} />
      <Settings {...props} />
    </>
  );
}

/** It is long, and what is needed most often stands last. */
function Contents({ office, code }: PartProps): JSX.Element {
  const all = [
    ['certify-title', office.certify],
    ['devices-title', office.devices],
    ['documents-title', office.documents],
    ['settings-title', SETTINGS[code].title],
  ] as const;
  return (
    <nav class="row" aria-label={office.contents} data-test="administer-contents">
      {all.map(([id, title]) => (
        <a
          key={id}
          class="button quiet"
          href={`#${id}`}
          onClick={(event) => {
            event.preventDefault(); // no fragment in the address, no entry in the history
            const heading = document.getElementById(id);
            heading?.setAttribute('tabindex', '-1');
            heading?.focus();
            heading?.scrollIntoView();
          }}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}

/** This browser has forgotten what was seen before: a colleague's eyes take its place, once. */
function Compare({ view, act, code, office, now }: PartProps): JSX.Element | null {
  const { compare } = view;
  if (compare === undefined) return null;
  const compared = (): void => {
    act({ do: 'compared' });
    // The button goes away with this box: whoever uses the keyboard goes on from the part's heading.
    document.querySelector<HTMLElement>('#administer-title h2')?.focus();
  };
  return (
    <section class="confirm" aria-labelledby="compare-title" data-test="compare-first">
      <h3 id="compare-title">{office.compareFirst}</h3>
      <p>
        {fill(office.compareFirstText, {
          version: compare.version,
          time: moment(compare.issued, now, code),
        })}
      </p>
      <p>{office.compareFirstSteps}</p>
      <Button look="main" test="compared" onPress={compared}>
        {office.compareFirstDone}
      </Button>
    </section>
  );
}

/** What became of the last thing that was asked for. The focus goes there: its button may be gone. */
function Told({ view, code, office, shared }: PartProps): JSX.Element {
  const { failure, done } = view;
  const box = useRef<HTMLDivElement>(null);
  const what = failure ?? (done === undefined ? '' : `${done.kind} ${done.at}`);
  useEffect(() => {
    if (what !== '') box.current?.focus();
  }, [what]);
  return (
    <div ref={box} tabIndex={-1} role="alert" class="told">
      {failure !== undefined && (
        <div class="trouble" data-test="failure" data-failure={failure}>
          <p>
            <strong>{office.failures[failure].what}</strong>
          </p>
          {view.about !== '' && <p>{fill(office.about, { name: plain(view.about) })}</p>}
          <p>{office.failures[failure].next}</p>
        </div>
      )}
      {failure === undefined && done !== undefined && (
        <div class="done" data-test="done" data-done={done.kind}>
          <p>
            <strong>
              {fill(office.done[done.kind], {
                name: plain(done.alias) || shared.someone,
                time: precisely(done.at, code),
              })}
            </strong>
          </p>
          {done.kind === 'revoked' && view.handbook !== undefined && (
            <p data-test="revoked-handbook">{office.revokedHandbook}</p>
          )}
          {done.leftOut.length > 0 && (
            <p data-test="left-out">
              {fill(office.leftOut, {
                names: listed(done.leftOut.map((alias) => plain(alias)), code),
              })}
            </p>
          )}
        </div>
      )}
    </div>
  );
}
