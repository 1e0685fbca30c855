/**
 * The code word of one talk, by which a counselor can tell that the same person still writes. Only
 * its salted hash is held, in memory, and nothing shows, logs or compares it in the open.
 * protocol.md 8; attack 37.
 */

import { type Bytes, equal, type Random, utf8, wipe } from './bytes.ts';
import { LocalFault } from './errors.ts';
import { staffLabel } from './labels_staff.ts';
import type { Code, CodeAsk } from './messages.ts';
import { digest } from './primitives.ts';
import type { CodeResult, CodeState } from './views_desk.ts';

export type CodeKind = 'agree' | 'check' | 'renew';
/** By their number in the message, from 1. */
const KINDS: readonly CodeKind[] = ['agree', 'check', 'renew'];

export class CodeWord {
  state: CodeResult = 'none';
  private readonly random: Random;
  private salt: Bytes | undefined;
  private hash: Bytes | undefined;
  private asked: { readonly request: number; readonly kind: CodeKind } | undefined;
  private requests = 0;
  /** Since the word was agreed on: asked for and not matched, or on a line made again. */
  private doubted = false;
  private anew = false;

  constructor(random: Random) {
    this.random = random;
  }

  get view(): CodeState {
    return { result: this.state, word: this.hash !== undefined, anew: this.anew };
  }

  /**
   * The last question is the one that counts. Raises LocalFault where there is none to check, or to
   * agree on one where there is: that would take the old one away unseen.
   */
  ask(kind: CodeKind): CodeAsk {
    const word = this.hash !== undefined;
    if ((kind === 'check' && !word) || (kind === 'agree' && word)) throw new LocalFault('out-of-turn');
    // Whoever was asked for the word and has not said it is not known by it.
    if (this.asked?.kind === 'check') this.doubted = true;
    this.requests += 1;
    this.asked = { request: this.requests, kind };
    this.state = 'asked';
    return { type: 'codeAsk', request: this.requests, kind: KINDS.indexOf(kind) + 1 };
  }

  /** What came back; an answer to nothing says nothing. */
  answered({ request, word }: Code): void {
    const { asked } = this;
    if (asked?.request !== request) return;
    this.asked = undefined;
    const said = folded(word);
    if (said !== '' && asked.kind !== 'check') return this.agree(said);
    const same = said !== '' && this.matches(said);
    this.state = same ? 'match' : said === '' ? 'declined' : 'no-match';
    this.doubted = !same && this.hash !== undefined;
  }

  /** Its line was made again: who writes now was not asked yet. */
  remade(): void {
    this.asked = undefined;
    this.doubted = this.hash !== undefined;
    if (this.state !== 'none') this.state = this.doubted ? 'agreed' : 'none';
  }

  forget(): void {
    wipe(...[this.salt, this.hash].filter((one) => one !== undefined));
    this.salt = this.hash = this.asked = undefined;
    this.doubted = this.anew = false;
    this.state = 'none';
  }

  private agree(said: string): void {
    if (this.doubted) this.anew = true;
    this.salt = this.random(32);
    this.hash = hashed(this.salt, said);
    this.state = 'agreed';
  }

  private matches(said: string): boolean {
    const { salt, hash } = this;
    return salt !== undefined && hash !== undefined && equal(hash, hashed(salt, said));
  }
}

const hashed = (salt: Bytes, said: string): Bytes =>
  digest(staffLabel.codeWord, salt, utf8(said));

/** Capitals, blanks and the ways to type one letter do not count. */
const folded = (word: string): string =>
  word.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
