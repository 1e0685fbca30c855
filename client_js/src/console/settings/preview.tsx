/**
 * What people will read, at the width of a phone: the survivor's own screens in their own style. They
 * stand in a shadow root, where neither style touches the other, and cannot be used: no key comes in.
 * Whoever does not see them reads the same words in the fields and in what stands below each.
 */

import { type JSX, render } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { fieldsOf, type NoticeDraft } from '../../core/notice_draft.ts';
import { noticeView } from '../../core/notice_view.ts';
import { type Code, CODES } from '../../ui/catalog/languages.ts';
import type { SettingsWords } from '../../ui/catalog/words.ts';
import { Field } from '../../ui/field.tsx';
import { fill } from '../../ui/text.ts';
import { LOOK } from './built.ts';
import { type Screen, SCREENS, Screens } from './preview_screens.tsx';
import { tongue } from './props.ts';

export interface PreviewProps {
  readonly draft: NoticeDraft;
  readonly organisation: string;
  readonly language: string;
  readonly words: SettingsWords;
  readonly code: Code;
  /** Seconds since 1970. */
  readonly now: number;
}

let sheet: CSSStyleSheet | undefined;

/** One for all, and no element in the page: its policy allows none but its own. */
function look(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOK);
  }
  return sheet;
}

export function Preview(props: PreviewProps): JSX.Element {
  const { draft, organisation, language, words, code, now } = props;
  const [screen, setScreen] = useState<Screen>('start');
  const host = useRef<HTMLDivElement>(null);
  const page = CODES.find((one) => one === language) ?? CODES[0];
  const notice = noticeView({ ...HEAD, ...fieldsOf(draft) }, organisation);
  useLayoutEffect(() => {
    const { current } = host;
    if (current === null) return;
    const root = current.shadowRoot ?? current.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [look()];
    // A screen that appears goes to the top of its page, and this one is not its page.
    const at = [scrollX, scrollY] as const;
    render(<Screens {...{ screen, notice, page, now }} />, root);
    scrollTo(...at);
  });
  useEffect(() => {
    const { current } = host;
    return () => {
      if (current?.shadowRoot) render(null, current.shadowRoot);
    };
  }, []);
  const shown = fill(words.previewIn, { language: tongue(language, code) });
  return (
    <div class="preview">
      <h4>{words.preview}</h4>
      <Field
        kind="choice"
        id="preview-screen"
        test="preview-screen"
        label={words.previewScreen}
        choices={SCREENS.map((one) => [one, words.screens[one]])}
        value={screen}
        onInput={(event) => {
          const chosen = event.currentTarget.value;
          setScreen(SCREENS.find((one) => one === chosen) ?? 'start');
        }}
      />
      <p class="hint">{shown}</p>
      {/* It scrolls by keys too. */}
      <div class="phone" role="region" aria-label={words.preview} tabIndex={0}>
        <div ref={host} data-test="preview" data-screen={screen} inert />
      </div>
    </div>
  );
}

/** What a draft has not: no screen shows it. */
const HEAD = {
  format: 1,
  organisation: new Uint8Array(32),
  version: 1,
  issued: 0,
  expires: 1,
  desk: new Uint8Array(16),
} as const;
