/** Every device that may be used: until when, by which number it is known, and what can be done. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DeviceView } from '../core/administer_view.ts';
import { Button, Confirm } from '../ui/parts.tsx';
import { fill, plain, word } from '../ui/text.ts';
import { listed } from '../ui/tongue.ts';
import type { PartProps } from './administer.tsx';
import { Lives, LIVES_FIRST } from './administer_lives.tsx';
import { moment } from './times.ts';
import { focusOn } from './together/focus.ts';
import { tongueName } from './tongues.ts';

export function Devices(props: PartProps): JSX.Element {
  const { view, office } = props;
  return (
    <section class="part" aria-labelledby="devices-title">
      <h3 id="devices-title">{office.devices}</h3>
      {view.devices.length === 0 && view.stage !== 'reading' && <p>{office.noDevices}</p>}
      <ul class="devices">
        {view.devices.map((device) => (
          <li key={device.key} class="device" data-test="device" data-alias={device.alias}>
            <Device {...props} device={device} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type DeviceProps = PartProps & { readonly device: DeviceView };

function Device(props: DeviceProps): JSX.Element {
  const { device, view, act, code, shared, office, now } = props;
  const [asking, setAsking] = useState<'revoke' | 'renew' | undefined>(undefined);
  const name = plain(device.alias) || shared.someone;
  const languages = device.languages.map((one) => plain(tongueName(one, code)));
  const busy = view.stage !== 'ready';
  // It begins as it reads.
  const revokeLabel = `${office.revoke} (${fill(office.revokeOf, { name })})`;
  return (
    <>
      <h4>
        {name} <span class="hint">{word(shared.roles, device.role)}</span>
      </h4>
      <p class="hint">{fill(office.deviceSpeaks, { languages: listed(languages, code) })}</p>
      <p data-test="device-until">{fill(office.deviceUntil, { time: moment(device.expires, now, code) })}</p>
      {!device.good && <p class="trouble">{office.deviceNotGood}</p>}
      <p class="hint" data-test="device-key">
        {device.keyUntil === undefined
          ? office.deviceNoKey
          : fill(office.deviceKeyUntil, { time: moment(device.keyUntil, now, code) })}
      </p>
      <p class="hint">
        {office.deviceFingerprint} <code dir="ltr">{device.fingerprint}</code>
      </p>
      {asking === undefined && (
        <div class="row">
          <Button
            test="device-renew"
            label={fill(office.renewDeviceOf, { name })}
            disabled={busy}
            onPress={() => {
              setAsking('renew');
              focusOn(livesOf(device));
            }}
          >
            {office.renewDevice}
          </Button>
          <Button
            test="device-revoke"
            label={revokeLabel}
            disabled={busy}
            onPress={() => setAsking('revoke')}
          >
            {office.revoke}
          </Button>
        </div>
      )}
      {asking === 'revoke' && (
        <Confirm
          level={5}
          question={fill(office.revokeQuestion, { name })}
          text={office.revokeText}
          yes={office.revokeConfirm}
          no={office.revokeCancel}
          test="revoke-confirm"
          onYes={() => {
            setAsking(undefined);
            act({ do: 'revoke', device: device.key });
          }}
          onNo={() => setAsking(undefined)}
        />
      )}
      {asking === 'renew' && <Renew {...props} name={name} close={() => setAsking(undefined)} />}
    </>
  );
}

const livesOf = ({ key }: DeviceView): string => `lives-${key.slice(0, 8)}`;

type RenewProps = DeviceProps & { readonly name: string; readonly close: () => void };

function Renew({ device, act, code, office, name, close }: RenewProps): JSX.Element {
  const [days, setDays] = useState(LIVES_FIRST);
  return (
    <section
      class="confirm"
      aria-label={fill(office.renewDeviceOf, { name })}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <p>{office.renewDeviceText}</p>
      <Lives
        id={livesOf(device)}
        code={code}
        office={office}
        onChoose={setDays}
      />
      <div class="row">
        <Button
          look="main"
          test="renew-confirm"
          onPress={() => {
            close();
            act({ do: 'renew', device: device.key, days });
          }}
        >
          {office.renewDevice}
        </Button>
        <Button test="renew-confirm-no" onPress={close}>
          {office.cancel}
        </Button>
      </div>
    </section>
  );
}
