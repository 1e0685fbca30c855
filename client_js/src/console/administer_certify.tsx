/**
 * Letting a new device join: its request, the number compared by voice, its name and role, and the
 * grant that goes back. Nothing can be signed before a person says that the number was compared.
 */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { RequestView } from '../core/administer_view.ts';
import { Field, type FieldElement } from '../ui/field.tsx';
import { Button, Title } from '../ui/parts.tsx';
import { fill, MOST_NAME, plain } from '../ui/text.ts';
import type { PartProps } from './administer.tsx';
import { Lives, LIVES_FIRST } from './administer_lives.tsx';
import { MOST_BYTES } from './given.ts';
import { fileName, saveFile } from './save.ts';
import { HOURS_FIRST } from './supervise.tsx';

const ROLES = ['counselor', 'interpreter', 'trainee', 'supervisor', 'administrator'] as const;

export function Certify(props: PartProps): JSX.Element {
  const { view, office } = props;
  const [dropped, setDropped] = useState(false);
  const { request } = view;
  return (
    <section class="part" aria-labelledby="certify-title" data-test="certify">
      <h3 id="certify-title">{office.certify}</h3>
      <p role="status" data-test="request-dropped">
        {dropped && request === undefined ? office.voiceWrongText : ''}
      </p>
      {view.grant !== undefined && <Grant {...props} grant={view.grant} />}
      {view.grant === undefined && request === undefined && <Ask {...props} />}
      {view.grant === undefined && request !== undefined && (
        <Asked
          key={request.fingerprint}
          {...props}
          request={request}
          onDropped={() => setDropped(true)}
        />
      )}
    </section>
  );
}

function Ask({ act, office, words, view }: PartProps): JSX.Element {
  const pasted = useRef<FieldElement>(null);
  const [file, setFile] = useState<File | undefined>(undefined);
  const [missing, setMissing] = useState(false);
  const read = async (): Promise<void> => {
    const text = pasted.current?.value.trim() ?? '';
    setMissing(file === undefined && text === '');
    if (file === undefined && text === '') return;
    if (file === undefined) return act({ do: 'read-request-text', text });
    // What is far too large is no request, and is not read.
    const bytes = file.size > MOST_BYTES ? new Uint8Array(0) : new Uint8Array(await file.arrayBuffer());
    act({ do: 'read-request', file: bytes });
  };
  return (
    <>
      <p>{office.certifyText}</p>
      <Field
        kind="file"
        id="request-file"
        test="request-file"
        label={office.requestFile}
        hint={file === undefined ? undefined : fill(words.vaultChosen, { name: plain(file.name, 80) })}
        onInput={(event) => setFile((event.currentTarget as HTMLInputElement).files?.[0])}
      />
      <Field
        kind="lines"
        id="request-text"
        test="request-text"
        label={office.requestPasted}
        hint={office.requestPastedHint}
        wrong={missing ? office.requestNothing : undefined}
        box={pasted}
      />
      <Button test="request-read" disabled={view.stage !== 'ready'} onPress={() => void read()}>
        {office.requestRead}
      </Button>
    </>
  );
}

type AskedProps = PartProps & { readonly request: RequestView; readonly onDropped: () => void };

function Asked(props: AskedProps): JSX.Element {
  const { request, act, office, onDropped } = props;
  const [compared, setCompared] = useState(false);
  if (request.known !== '') return <Known {...props} />;
  return (
    <div class="asked">
      <Title level={4}>{office.voice}</Title>
      <p>{office.voiceText}</p>
      <p class="spoken" dir="ltr" data-test="spoken">
        {request.fingerprint.split(' ').map((group) => (
          <span key={group}>{group} </span>
        ))}
      </p>
      {compared ? (
        <Terms {...props} />
      ) : (
        <div class="row">
          <Button look="main" test="voice-done" onPress={() => setCompared(true)}>
            {office.voiceDone}
          </Button>
          <Button
            test="voice-wrong"
            onPress={() => {
              onDropped();
              act({ do: 'drop-request' });
            }}
          >
            {office.voiceWrong}
          </Button>
        </div>
      )}
    </div>
  );
}

/** It stands already: what it brings is its newest key. */
function Known({ request, view, act, office }: AskedProps): JSX.Element {
  return (
    <div class="asked" data-test="known">
      <Title level={4}>{fill(office.known, { name: plain(request.known) })}</Title>
      <p>{office.knownText}</p>
      <div class="row">
        <Button
          look="main"
          test="take-in"
          disabled={view.stage !== 'ready'}
          onPress={() => act({ do: 'start-shift', hours: HOURS_FIRST })}
        >
          {office.takeIn}
        </Button>
        <Button test="drop-request" onPress={() => act({ do: 'drop-request' })}>
          {office.cancel}
        </Button>
      </div>
    </div>
  );
}

/** What the certificate will say. The person has proposed it; whoever signs decides. */
function Terms({ request, view, act, code, office, shared }: AskedProps): JSX.Element {
  const alias = useRef<FieldElement>(null);
  const role = useRef<FieldElement>(null);
  const languages = useRef<FieldElement>(null);
  const [days, setDays] = useState(LIVES_FIRST);
  const known = (ROLES as readonly string[]).includes(request.role);
  const sign = (): void =>
    act({
      do: 'certify',
      alias: alias.current?.value ?? '',
      role: role.current?.value ?? '',
      languages: (languages.current?.value ?? '').split(/[\s,]+/).filter((one) => one !== ''),
      days,
    });
  return (
    <>
      <Field
        kind="line"
        id="device-alias"
        test="device-alias"
        label={office.alias}
        hint={office.aliasHint}
        most={MOST_NAME}
        value={request.alias}
        box={alias}
      />
      <Field
        kind="choice"
        id="device-role"
        test="device-role"
        label={office.role}
        hint={office.roleHint}
        choices={ROLES.map((one) => [one, shared.roles[one] ?? one] as const)}
        value={known ? request.role : ROLES[0]}
        box={role}
      />
      <Field
        kind="line"
        id="device-languages"
        test="device-languages"
        label={office.languages}
        hint={office.languagesHint}
        value={request.languages.join(' ')}
        box={languages}
      />
      <Lives id="device-lives" code={code} office={office} onChoose={setDays} />
      <div class="row">
        <Button look="main" test="sign-device" disabled={view.stage !== 'ready'} onPress={sign}>
          {office.sign}
        </Button>
        <Button test="drop-request" onPress={() => act({ do: 'drop-request' })}>
          {office.cancel}
        </Button>
      </div>
    </>
  );
}

type GrantProps = PartProps & { readonly grant: NonNullable<PartProps['view']['grant']> };

function Grant({ grant, act, office, shared }: GrantProps): JSX.Element {
  return (
    <div class="confirm" data-test="grant">
      <Title level={4}>{office.grant}</Title>
      <p>{fill(office.grantText, { name: plain(grant.alias) || shared.someone })}</p>
      <Button
        look="main"
        test="grant-save"
        onPress={() => saveFile(fileName(grant.alias, 'grant'), grant.file)}
      >
        {office.grantSave}
      </Button>
      <Field
        kind="lines"
        id="grant-text"
        test="grant-text"
        label={office.grantCopied}
        value={grant.text}
        rows={4}
      />
      <Button test="grant-close" onPress={() => act({ do: 'close-grant' })}>
        {office.grantClose}
      </Button>
    </div>
  );
}
