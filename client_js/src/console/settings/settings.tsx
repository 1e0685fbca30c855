/** The organisation's settings in the administrator's part: what people read, and what staff are told. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AdministerAction, AdministerView } from '../../core/administer_view.ts';
import { type Code, SETTINGS } from '../../ui/catalog/languages.ts';
import type { Organisation } from '../../ui/organisation.ts';
import { type Kept, settle } from './drafts.ts';
import { HandbookEditor } from './handbook.tsx';
import { NoticeEditor } from './notice.tsx';

export interface SettingsProps {
  readonly stamp: Organisation;
  readonly view: AdministerView;
  readonly act: (action: AdministerAction) => void;
  readonly kept: Kept;
  readonly code: Code;
  readonly now: number;
}

export function Settings(props: SettingsProps): JSX.Element {
  const words = SETTINGS[props.code];
  // Here, and not in an editor, which may be closed while what was signed in it is published.
  settle(props.kept, props.view);
  const [open, setOpen] = useState<'notice' | 'handbook' | undefined>(undefined);
  const toggle = (which: 'notice' | 'handbook'): JSX.Element => (
    <button
      type="button"
      class="button plain"
      data-test={`open-${which}`}
      aria-expanded={open === which}
      onClick={() => setOpen(open === which ? undefined : which)}
    >
      {words.titles[which]}
    </button>
  );
  return (
    <section class="part settings-part" aria-labelledby="settings-title" data-test="settings">
      <h3 id="settings-title">{words.title}</h3>
      <p class="hint">{words.titleText}</p>
      <div class="row">
        {toggle('notice')}
        {toggle('handbook')}
      </div>
      {open === 'notice' && <NoticeEditor {...props} words={words} />}
      {open === 'handbook' && <HandbookEditor {...props} words={words} />}
    </section>
  );
}
