/** Beside the work: how the console locks, another passphrase, a second device, a lost one. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Code, VAULT } from '../ui/catalog/languages.ts';
import { Button } from '../ui/parts.tsx';
import { fill } from '../ui/text.ts';
import { type Change, ChangePassphrase } from './change.tsx';
import { IDLE, TALK_IDLE } from './idle.ts';
import { LOCK_KEY } from './lock_key.ts';
import { span } from './times.ts';

export interface VaultPaneProps {
  readonly code: Code;
  readonly alias: string;
  readonly organisation: string;
  readonly change: Change;
}

export function VaultPane({ code, alias, organisation, change }: VaultPaneProps): JSX.Element {
  const words = VAULT[code];
  const [changing, setChanging] = useState(false);
  return (
    <details class="keys" data-test="vault-pane">
      <summary>{words.lockTitle}</summary>
      <ul>
        <li>{fill(words.lockKey, { key: LOCK_KEY })}</li>
        <li>{fill(words.lockIdle, {
          time: span(IDLE / 60, 'minute', code),
          talking: span(TALK_IDLE / 60, 'minute', code),
        })}</li>
      </ul>
      <h3>{words.change}</h3>
      {changing ? (
        <ChangePassphrase
          {...{ code, alias, organisation, change }}
          close={() => setChanging(false)}
        />
      ) : (
        <Button test="change" onPress={() => setChanging(true)}>
          {words.change}
        </Button>
      )}
      <Lines title={words.second} lines={words.secondText} />
      <Lines title={words.gone} lines={[...words.goneNowText, ...words.goneCannotText.slice(0, 2)]} />
    </details>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }): JSX.Element {
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}
