/** Is it safe to write from this device? There are safer ways; the person decides. */

import type { JSX } from 'preact';
import { Button, Title } from '../ui/parts.tsx';
import type { ScreenProps } from './props.ts';
import { Told } from './pieces.tsx';

export interface SafeProps extends ScreenProps {
  /** Why somebody is here; empty for their own sake. */
  readonly caller: string;
  readonly onYes: () => void;
  readonly onBack: () => void;
}

export function Safe({ words, say, phones, caller, onYes, onBack }: SafeProps): JSX.Element {
  return (
    <div id="content" class="screen" data-test="safe">
      <Title>{words.safe}</Title>
      <Told look="lead" text={caller && say(`caller-${caller}`)} />
      <Told text={say('safety')} />
      <h2>{words.safer}</h2>
      <Told text={say('safer')} />
      <div class="row">
        <Button look="main" test="safe-yes" onPress={onYes}>
          {words.safeYes}
        </Button>
        <Button test="back" onPress={onBack}>
          {words.back}
        </Button>
      </div>
      {phones}
    </div>
  );
}
