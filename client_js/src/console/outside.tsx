/** The console without an unlocked device: unlocking, joining, a lost device, the administrator. */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Wish } from '../core/request.ts';
import { CONSOLE, type Code } from '../ui/catalog/languages.ts';
import type { Organisation } from '../ui/organisation.ts';
import { Title } from '../ui/parts.tsx';
import { random } from '../ui/support.ts';
import { Administer } from './administer.tsx';
import { DeviceGone } from './device_gone.tsx';
import { enroll, type Enrolled as Made } from './enroll.ts';
import { Enroll } from './enroll.tsx';
import { Enrolled } from './enrolled.tsx';
import { Languages } from './languages.tsx';
import { isLockKey, LockKey } from './lock_key.ts';
import { PracticeDesk } from './practice/screen.tsx';
import { store } from './storage.ts';
import { type Elsewhere, Unlock, type UnlockProps } from './unlock.tsx';

export interface OutsideProps {
  readonly stamp: Organisation;
  readonly code: Code;
  readonly locked: string | undefined;
  readonly onLanguage: (code: Code) => void;
  readonly unlock: UnlockProps['open'];
}

export function Outside({ stamp, code, locked, onLanguage, unlock }: OutsideProps): JSX.Element {
  const [where, go] = useState<Elsewhere | undefined>(undefined);
  const [made, setMade] = useState<Made | undefined>(undefined);
  const key = useRef(new LockKey());
  const back = (): void => {
    setMade(undefined);
    go(undefined);
  };
  const lockKey = (event: KeyboardEvent): void => {
    if (isLockKey(event) && key.current.pressed(Date.now() / 1000) === 'lock') back();
  };
  const make = async (
    wish: Wish,
    passphrase: string,
    progress: (done: number) => void,
  ): Promise<void> => {
    const result = await enroll(stamp, wish, passphrase, random, Date.now() / 1000, progress);
    // Where it cannot be stored, the console makes another key when it is unlocked, and says so.
    store(result.device, result.keys);
    setMade(result);
  };
  if (made !== undefined) return <Enrolled {...{ made, code, onLanguage }} done={back} />;
  if (where === 'gone') return <DeviceGone {...{ code, onLanguage, back }} />;
  if (where === 'enroll') {
    return <Enroll {...{ code, onLanguage, back, make }} organisation={stamp.name} />;
  }
  if (where === 'administer') {
    return (
      <main
        id="content"
        class="outside"
        data-test="administering"
        onKeyDownCapture={lockKey}
      >
        <Languages code={code} onChange={onLanguage} />
        <Title>{CONSOLE[code].title}</Title>
        <Administer stamp={stamp} code={code} close={back} />
      </main>
    );
  }
  if (where === 'practice') {
    return (
      <div onKeyDownCapture={lockKey}>
        <PracticeDesk {...{ stamp, code, onLanguage }} handbook={undefined} leave={back} lock={back} />
      </div>
    );
  }
  return <Unlock {...{ code, locked, onLanguage, go }} open={unlock} />;
}
