/** Small pieces of the survivor's screens. */

import type { ComponentChildren, JSX } from 'preact';
import type { VisitView } from '../core/views.ts';
import { Phones } from '../ui/parts.tsx';
import { exitAddress } from '../ui/text.ts';
import type { ScreenProps, Words } from './props.ts';

/** What every screen is given; `notice` may be all that is left. */
export function common(
  notice: VisitView['notice'],
  { shared, survivor: words }: Words,
): Pick<ScreenProps, 'shared' | 'words' | 'say' | 'phones'> {
  const own: Readonly<Record<string, string>> = words.say;
  const signed = (key: string, only?: boolean): string => notice?.text(shared.code, key, only) ?? '';
  // A text that the organisation has in other languages only: the page's own is at least understood.
  // Not so for rights, which nobody but the organisation can know.
  const say = (key: string): string =>
    signed(key, true) || (!key.startsWith('rights') && own[key]) || signed(key) || (own[key] ?? '');
  const phones = <Phones phones={notice?.phones(shared.code) ?? []} words={shared} />;
  return { shared, words, say, phones };
}

/** What an organisation has signed, or the page's own words: perhaps in another script than the page. */
export function Told({ text, look }: { text: string; look?: string }): JSX.Element | null {
  return text === '' ? null : (
    <p class={`told ${look ?? ''}`} dir="auto">
      {text}
    </p>
  );
}

/** What the organisation says of its desk at this moment, and where else to go. */
export function Stated({ view, say }: Pick<ScreenProps, 'view' | 'say'>): JSX.Element {
  const elsewhere = view.partner && exitAddress(view.notice?.policy('partner-page') ?? '');
  return (
    <div role="status" data-test="stated">
      <Told look="lead" text={say(view.said ?? '')} />
      {elsewhere && (
        <div class="row">
          <a class="button" href={elsewhere} rel="noreferrer" dir="ltr" data-test="partner">
            {elsewhere}
          </a>
        </div>
      )}
    </div>
  );
}

export interface MoreProps {
  readonly title: string;
  readonly test: string;
  readonly children: ComponentChildren;
}

/** What not everybody needs, one tap away. It works and speaks without a script of ours. */
export function More({ title, test, children }: MoreProps): JSX.Element {
  return (
    <details class="more" data-test={test}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}
