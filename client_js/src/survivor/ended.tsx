/** After the end: what was said can still be read for a while if the other side ended it. */

import type { JSX } from 'preact';
import type { NoticeView } from '../core/views.ts';
import type { SharedWords, SurvivorWords } from '../ui/catalog/words.ts';
import { Messages } from '../ui/messages.tsx';
import { Button, Phones, Title, Trouble } from '../ui/parts.tsx';
import type { ScreenProps } from './app.tsx';

export interface EndedProps extends ScreenProps {
  readonly erase: () => void;
  readonly another: () => void;
}

export function Ended({ view, shared, words, erase, another }: EndedProps): JSX.Element {
  const dismissed = view.ended?.reason === 'revoked';
  return (
    <main id="content" class="talk" data-test="ended">
      <header class="top">
        <Title>{words.ended}</Title>
      </header>
      <Messages notes={view.notes} words={shared} scrolls="page" />
      <footer class="bottom">
        <Trouble problem={view.problem} words={shared} />
        <p role="status">{words.endedBecause[view.ended?.reason ?? 'broken']}</p>
        {view.notes.length > 0 && <p>{words.endedText}</p>}
        <div class="row">
          {dismissed && (
            <Button look="main" test="another" onPress={another}>
              {words.another}
            </Button>
          )}
          <Button look={dismissed ? 'plain' : 'main'} test="erase" onPress={erase}>
            {words.erase}
          </Button>
        </div>
      </footer>
      <Phones phones={view.notice?.phones(shared.code) ?? []} words={shared} />
    </main>
  );
}

export interface ErasedProps {
  readonly shared: SharedWords;
  readonly words: SurvivorWords;
  /** Only the public notice is left of everything. */
  readonly notice: NoticeView | undefined;
  readonly again: () => void;
}

export function Erased({ shared, words, notice, again }: ErasedProps): JSX.Element {
  return (
    <main id="content" class="screen" data-test="ended">
      <Title>{words.erased}</Title>
      <p data-test="erased">{words.erasedText}</p>
      <div class="row">
        <Button test="again" onPress={again}>
          {words.again}
        </Button>
      </div>
      <Phones phones={notice?.phones(shared.code) ?? []} words={shared} />
    </main>
  );
}
