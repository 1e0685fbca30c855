/** Whose turn it is on a line: what may stand where, and when a receipt is owed. protocol.md 6.4. */

import { LineBroken } from './errors.ts';
import { type Message, wantsReceipt } from './messages.ts';

export type Role = 'inviter' | 'responder';

/** A receipt is due at the latest after so many opened frames. */
const RECEIPT_AFTER_FRAMES = 16;

/**
 * Raises LineBroken for a message that cannot stand here: `ready` and `answer` open the two
 * directions and come nowhere else, and a receipt is for what was sent. `opened` and `sent` count
 * frames. protocol.md 5.3, 5.5.
 */
export function checkTurn(role: Role, opened: number, sent: number, message: Message): void {
  const first = role === 'inviter' ? 'ready' : 'answer';
  const opening = message.type === 'ready' || message.type === 'answer';
  if (opened === 0 ? message.type !== first : opening) {
    throw new LineBroken('unexpected');
  }
  if (message.type === 'receipt' && message.upto > sent) {
    throw new LineBroken('unexpected');
  }
}

/** Whether this side owes a receipt. */
export class OwedReceipt {
  private wanted = false;
  /** How many frames it would tell of. */
  frames = 0;

  get due(): boolean {
    return this.wanted || this.late;
  }

  /** It must not wait any longer. */
  get late(): boolean {
    return this.frames >= RECEIPT_AFTER_FRAMES;
  }


  opened(message: Message): void {
    this.frames += 1;
    // The answer itself says that `ready` was opened.
    if (message.type !== 'ready' && wantsReceipt(message)) this.wanted = true;
  }

  sent(): void {
    this.wanted = false;
    this.frames = 0;
  }
}
