/** A text as a QR code, drawn into the page itself: no picture, no canvas. */

import { encodeQR } from 'qr';
import type { JSX } from 'preact';

const EDGE = 4; // the standard's quiet zone, in squares

/** The dark squares as one path; row by row, each run of squares is one stroke. Pure. */
export function squares(rows: readonly (readonly boolean[])[]): string {
  const parts: string[] = [];
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      let end = x;
      while (row[end]) end += 1;
      parts.push(`M${x} ${y}h${end - x}v1h-${end - x}z`);
      x = end;
    }
  });
  return parts.join('');
}

export function Code({ text, label }: { text: string; label: string }): JSX.Element {
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: EDGE });
  const size = rows.length;
  return (
    <svg class="code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} data-test="code">
      <rect width={size} height={size} fill="white" />
      <path d={squares(rows)} fill="black" shape-rendering="crispEdges" />
    </svg>
  );
}
