/**
 * A quiet line: one frame of one size in every slot, real or empty, so that whoever watches sizes
 * and times cannot tell talking from silence. protocol.md 6.5. Pure; times are seconds.
 */

import { utf8 } from './bytes.ts';

/** Every frame of a quiet line has this many bytes. */
export const QUIET_BUCKET = 4096;
/** Frames without a receipt, beyond which the other side counts as away and nothing more leaves. */
export const AHEAD_MOST = 64;
/** A receipt has a slot after so many opened frames, neither earlier nor later. */
export const RECEIPT_AFTER = 3;
const SLOT = 2;
/** Bytes of text (UTF-8) that fit in a frame, with all that can stand beside them. */
const FITS = 3900;

/** The slots of one direction. The first one is at once; one that was missed is gone. */
export class Beat {
  /** When the next slot is. */
  next: number | undefined;

  /** Whether a slot is to be filled now. */
  due(now: number): boolean {
    // A clock that was set back begins anew.
    const late = SLOT + 0.001; // not for what a sum was rounded by
    const at = this.next === undefined || this.next - now > late ? now : this.next;
    this.next = at;
    if (now < at) return false;
    const next = at + SLOT * (1 + Math.floor((now - at) / SLOT));
    this.next = next > now ? next : next + SLOT;
    return true;
  }
}

/** The first of what quiet lines want; undefined where there are none. */
export function soonest(lines: readonly { readonly due: number | undefined }[]): number | undefined {
  const all = lines.flatMap(({ due }) => due ?? []);
  return all.length > 0 ? Math.min(...all) : undefined;
}

/**
 * A text in pieces that fit, which are the text again when put together. Each piece ends behind the
 * last space or line break of what fits, or where nothing more fits.
 */
export function pieces(text: string): readonly string[] {
  const out: string[] = [];
  let piece = '';
  let size = 0;
  for (const letter of text) {
    const more = utf8(letter).length;
    if (size + more > FITS) {
      const cut = Math.max(piece.lastIndexOf(' '), piece.lastIndexOf('\n')) + 1 || piece.length;
      out.push(piece.slice(0, cut));
      piece = piece.slice(cut);
      size = utf8(piece).length;
    }
    piece += letter;
    size += more;
  }
  return [...out, piece];
}
