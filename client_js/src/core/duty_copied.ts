/** Nothing that a survivor wrote is copied to where only staff read. protocol.md 16.2. */

import { LocalFault } from './errors.ts';

/** Characters that may be the same by chance, or be a name. */
const RUN = 24;
/** A run has at least one whole block of this length, wherever the blocks begin. */
const BLOCK = RUN / 2;
/** UTF-16 units: twice a message's characters. What grows beyond that by folding is no language. */
const FOLDED_MOST = 8000;

/** As it looks: without differences of case, width or blanks. */
function folded(text: string): string {
  const plain = text.normalize('NFKC').slice(0, FOLDED_MOST);
  return plain.toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** What one survivor has written, folded once: a console looks whenever something is sent. */
export class Theirs {
  private known: ReadonlyMap<string, string> = new Map();
  private texts: readonly string[] = [];
  private whole = '';

  /** Text by text, in their order; also what goes over from one message into the next counts. */
  of(texts: readonly string[]): string {
    const { known, texts: before } = this;
    if (texts.length === before.length && texts.every((text, at) => text === before[at])) {
      return this.whole;
    }
    const each = texts.map((text) => [text, known.get(text) ?? folded(text)] as const);
    this.known = new Map(each);
    this.texts = texts;
    this.whole = each.map(([, as]) => as).join(' ');
    return this.whole;
  }

  clear(): void {
    this.known = new Map();
    this.texts = [];
    this.whole = '';
  }
}

/** `survivors`: what each of those who are in a conversation now has written, as `Theirs` has it. */
export function copies(text: string, survivors: readonly string[]): boolean {
  const ours = folded(text);
  if (ours.length < RUN) return false;
  const blocks = new Map<string, number[]>();
  for (let at = 0; at + BLOCK <= ours.length; at += 1) {
    const block = ours.slice(at, at + BLOCK);
    const places = blocks.get(block);
    if (places === undefined) blocks.set(block, [at]);
    else places.push(at);
  }
  return survivors.some((theirs) => {
    for (let at = 0; at + BLOCK <= theirs.length; at += BLOCK) {
      const places = blocks.get(theirs.slice(at, at + BLOCK)) ?? [];
      if (places.some((place) => runs(ours, place, theirs, at))) return true;
    }
    return false;
  });
}

/** Whether a block that both have is part of a run. */
function runs(ours: string, place: number, theirs: string, at: number): boolean {
  let before = 0;
  while (before < RUN && same(ours, place - before - 1, theirs, at - before - 1)) before += 1;
  let length = before + BLOCK;
  while (length < RUN && same(ours, place + length - before, theirs, at + length - before)) length += 1;
  return length >= RUN;
}

function same(ours: string, place: number, theirs: string, at: number): boolean {
  return place >= 0 && at >= 0 && place < ours.length && ours[place] === theirs[at];
}

/** Raises LocalFault ('copied'). */
export function mustBeOwn(text: string, survivors: readonly string[]): void {
  if (copies(text, survivors)) throw new LocalFault('copied');
}
