/**
 * Puts a ready-made text into the place where a message is written, to be read and changed there by
 * a person. Nothing here sends: the words stand in the box as if they had been typed.
 */

export interface Inserted {
  readonly value: string;
  /** Where the cursor stands afterwards, in UTF-16 units. */
  readonly caret: number;
}

/**
 * `value` with `text` in the place of what is selected from `start` to `end`. Pure. Words never run
 * into each other: a line that has words already gets a blank between, both before and behind.
 */
export function inserted(value: string, start: number, end: number, text: string): Inserted {
  const before = value.slice(0, start);
  const after = value.slice(end);
  const gap = before === '' || /\s$/u.test(before) ? '' : ' ';
  const rest = after === '' || /^\s/u.test(after) ? '' : ' ';
  const head = `${before}${gap}${text}`;
  return { value: `${head}${rest}${after}`, caret: head.length };
}

/** The box of a conversation, where one can write now. */
function boxOf(talk: string): HTMLTextAreaElement | undefined {
  const box = document.getElementById(`message-${talk}`);
  if (!(box instanceof HTMLTextAreaElement)) return undefined;
  return box.disabled || box.getClientRects().length === 0 ? undefined : box;
}

/** Whether something can be put into this conversation now. */
export function canInsert(talk: string): boolean {
  return boxOf(talk) !== undefined;
}

/**
 * Puts `text` at the cursor of the conversation with this key, and the focus there. Whoever keeps
 * drafts or tells of typing hears of it by the `input` event, as of a key. False, and nothing has
 * changed, where nobody can write there now.
 */
export function insertInto(talk: string, text: string): boolean {
  const box = boxOf(talk);
  if (box === undefined) return false;
  const { value, caret } = inserted(box.value, box.selectionStart, box.selectionEnd, text);
  box.value = value;
  box.setSelectionRange(caret, caret);
  box.dispatchEvent(new Event('input', { bubbles: true }));
  box.focus();
  return true;
}

/** Back to writing in this conversation. */
export function backTo(talk: string): void {
  boxOf(talk)?.focus();
}
