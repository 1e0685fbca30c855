/**
 * Tables with bars in them. A chart never stands alone: whoever does not see it reads the table, so
 * the drawing is for eyes only. Plain SVG: no charting library has less than our limit of 30 KB, and
 * none draws without writing styles or a canvas that grows with no text.
 */

import type { JSX } from 'preact';
import { plain } from '../../ui/text.ts';

export interface Bar {
  readonly key: string;
  readonly name: string;
  readonly count: number;
  /** What stands for the count, where that is not a plain number. */
  readonly shown?: string;
}

export interface TableProps {
  readonly test: string;
  readonly title: string;
  readonly head: readonly [string, string];
  readonly bars: readonly Bar[];
  /** Whether people read from the right: bars and time go that way too. */
  readonly rtl: boolean;
  /** The same title stands above it already, for eyes. */
  readonly under?: boolean;
}

/** Rows that are shown without being asked for: a month of days. */
const SHORT = 31;

const most = (bars: readonly Bar[]): number => Math.max(1, ...bars.map(({ count }) => count));

/** One row for each bar. */
export function BarTable({ test, title, head, bars, rtl, under = false }: TableProps): JSX.Element {
  const top = most(bars);
  return (
    <table class="numbers-table" data-test={test}>
      <caption>
        <span class={under ? 'unseen' : undefined}>{plain(title, 200)}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">{head[0]}</th>
          <th scope="col">{head[1]}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ key, name, count, shown }) => (
          <tr key={key}>
            <th scope="row">{plain(name, 200)}</th>
            <td>
              <span class="count">{shown ?? count}</span>
              <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect x={rtl ? 100 - (100 * count) / top : 0} width={(100 * count) / top} height="10" />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Many bars side by side, with their table beside them. */
export function Columns(props: TableProps): JSX.Element {
  const { test, title, bars, rtl } = props;
  const top = most(bars);
  const place = (at: number): number => 10 * (rtl ? bars.length - 1 - at : at) + 1;
  const [first, last] = [bars[0]?.name ?? '', bars[bars.length - 1]?.name ?? ''];
  return (
    <div class="numbers-columns" data-test={`${test}-chart`}>
      <div class="drawing" aria-hidden="true">
        <p class="hint">{top}</p>
        <svg viewBox={`0 0 ${Math.max(1, bars.length) * 10} 100`} preserveAspectRatio="none">
          {bars.map(({ key, count }, at) => (
            <rect key={key} x={place(at)} y={100 - (100 * count) / top} width="8" height={(100 * count) / top} />
          ))}
        </svg>
        <p class="row between hint">
          <span>{first}</span>
          <span>{last}</span>
        </p>
      </div>
      {/* A long table is opened by whoever wants its numbers. */}
      <details open={bars.length <= SHORT}>
        <summary>{plain(title, 200)}</summary>
        <BarTable {...props} under />
      </details>
    </div>
  );
}
