/** Says at once what the machine would refuse: a survivor's words between colleagues. protocol.md 16.2. */

import { copies } from '../../core/duty_copied.ts';
import type { TalkView } from '../../core/views.ts';

/** Whether this text holds what somebody in need wrote in a conversation that goes on. */
export function isCopied(text: string, talks: readonly Pick<TalkView, 'stage' | 'notes'>[]): boolean {
  const open = talks.filter(({ stage }) => stage !== 'ended');
  const theirs = open.map(({ notes }) =>
    notes.filter(({ kind, from }) => kind === 'text' && from === 0).map((note) => note.text),
  );
  return copies(text, theirs);
}
