/** The survivor's own screens with the words of a draft: nothing on them does anything. */

import type { JSX } from 'preact';
import type { NoticeView, VisitView } from '../../core/views.ts';
import { Ended } from '../../screens/ended.tsx';
import { common } from '../../screens/pieces.tsx';
import { Questions } from '../../screens/questions.tsx';
import { Rights } from '../../screens/rights.tsx';
import { Safe } from '../../screens/safe.tsx';
import { Start } from '../../screens/start.tsx';
import { Waiting } from '../../screens/waiting.tsx';
import { type Code, NAMED, SHARED, SURVIVOR } from '../../ui/catalog/languages.ts';
import { Languages } from '../../ui/parts.tsx';

/** In the order in which a person comes to them. */
export const SCREENS = [
  'start',
  'closed',
  'surge',
  'partner',
  'safe',
  'rights',
  'questions',
  'waiting',
  'ended',
  'idle',
] as const;
export type Screen = (typeof SCREENS)[number];

export interface ScreensProps {
  readonly screen: Screen;
  readonly notice: NoticeView;
  /** The language of the page's own words. */
  readonly page: Code;
  /** Seconds since 1970. */
  readonly now: number;
}

const nothing = (): void => undefined;
const untaken = (): boolean => false;

function viewOf(screen: Screen, notice: NoticeView): VisitView {
  const shut = screen === 'closed' || screen === 'partner';
  const said = { closed: 'closed', surge: 'surge', partner: 'partner' } as const;
  return {
    stage: screen === 'waiting' ? 'waiting' : screen === 'ended' || screen === 'idle' ? 'ended' : 'ready',
    connection: 'connected',
    problem: undefined,
    notice,
    desk: shut ? 'closed' : 'open',
    said: screen in said ? said[screen as keyof typeof said] : undefined,
    partner: screen === 'partner',
    place: { ahead: 2, serving: true, minutes: 10 },
    people: [],
    notes: [],
    typing: [],
    asks: [],
    closes: undefined,
    ended: { reason: screen === 'idle' ? 'idle' : 'closed', byMe: false },
    survey: screen === 'ended' && notice.text('', 'survey-1') !== '' ? 'asked' : undefined,
  };
}

export function Screens({ screen, notice, page, now }: ScreensProps): JSX.Element {
  const words = { shared: SHARED[page], survivor: SURVIVOR[page] };
  const view = viewOf(screen, notice);
  const props = { view, act: untaken, ...common(notice, words) };
  const spoken = NAMED.filter(({ code }) => notice.languages.includes(code));
  return (
    <div lang={page} dir={words.shared.direction}>
      <div class="head">
        <div class="bar">
          <span class="exit">{words.survivor.exit}</span>
          {spoken.length > 1 && <Languages all={spoken} words={words.shared} onChange={nothing} />}
        </div>
      </div>
      {screen === 'safe' ? (
        <Safe {...props} caller="" onYes={nothing} onBack={nothing} />
      ) : screen === 'rights' ? (
        <Rights {...props} onGo={nothing} onHurry={nothing} onBack={nothing} />
      ) : screen === 'questions' ? (
        <Questions
          {...props}
          draft={{ name: '', tongue: '', first: '', answers: {} }}
          tongue={page}
          onKnock={untaken}
          onHurry={nothing}
          onBack={nothing}
        />
      ) : screen === 'waiting' ? (
        <Waiting {...props} onWithdraw={nothing} />
      ) : screen === 'ended' || screen === 'idle' ? (
        <Ended {...props} erase={nothing} another={nothing} again={nothing} />
      ) : (
        <Start {...props} now={() => now} back={null} onStart={nothing} />
      )}
    </div>
  );
}
