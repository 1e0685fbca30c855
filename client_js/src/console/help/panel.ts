/** What every panel of the help pane is given. */

import type { HandbookView } from '../../core/handbook_view.ts';
import type { DutyAction, TalkView } from '../../core/views.ts';
import type { Code } from '../../ui/catalog/languages.ts';
import type { ConsoleWords, HelpWords } from '../../ui/catalog/words.ts';
import type { Naming } from './confidential.ts';

export interface PanelProps {
  readonly handbook: HandbookView | undefined;
  /** Says whether a text names a confidential place of this handbook. */
  readonly names: Naming;
  /** The conversation that is being worked in. */
  readonly talk: TalkView | undefined;
  readonly code: Code;
  readonly help: HelpWords;
  readonly words: ConsoleWords;
  readonly act: (action: DutyAction) => boolean;
  /** Puts it into the message of that conversation, and says what became of it. */
  readonly insert: (text: string | undefined) => void;
  /** Shows the colleagues, of whom one can be asked about what must not be put into a message. */
  readonly ask: () => void;
}

/** Characters of a title, a label or a name (protocol.md 17.1). */
export const MOST_TITLE = 200;

/** Where the cursor goes when a panel is opened by its key. */
export const FIRST = { texts: 'help-texts', services: 'help-services', lists: 'help-list-0', crisis: 'help-card-0', team: 'help-team', keys: 'help-keys' } as const;

export type Tab = keyof typeof FIRST;
