/** The same luck each time: random words and services for rules that hold for all of them. */

import type { HandbookService } from '../../../../client_js/src/core/handbook_view.ts';

export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 to `most`, without it. */
  below(most: number): number {
    // Numerical Recipes' constants; the high bits are the good ones.
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * most);
  }

  of<T>(some: readonly T[]): T {
    const one = some[this.below(some.length)];
    if (one === undefined) throw new RangeError('nothing to choose from');
    return one;
  }

  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }

  shuffled<T>(all: readonly T[]): T[] {
    const rest = [...all];
    const out: T[] = [];
    while (rest.length > 0) out.push(...rest.splice(this.below(rest.length), 1));
    return out;
  }
}

const LETTERS = [
  'abcdefghiklmnoprstuvz', 'ABCDEFGHI', 'áéíóúñüßøłıİ', 'абвгдежзийклмнёЁ', 'ابتثجحخدذرزسةىأإآ', 'दिलीक़मनस्तेष',
  '安全中心之家', 'กขคงจ', '0123456789', '٠١٢٣٤٥', 'e\u0301', '\u064b\u0651', '\u200d\u00ad',
].map((alphabet) => [...alphabet]);

/** A word of one script. */
export function word(chance: Chance): string {
  const alphabet = chance.of(LETTERS);
  return Array.from({ length: 1 + chance.below(7) }, () => chance.of(alphabet)).join('');
}

export function phrase(chance: Chance, most: number): string {
  return chance.some(most, () => word(chance)).join(chance.of([' ', ' ', ', ', '-', '  ', '\n']));
}

export function service(chance: Chance): HandbookService {
  const confidential = chance.below(4) === 0;
  const maybe = (most: number): string => (chance.below(5) === 0 ? '' : phrase(chance, most));
  return {
    name: phrase(chance, 3) || word(chance),
    kind: maybe(2),
    region: maybe(2),
    languages: chance.some(3, () => chance.of(['en', 'es', 'ar', 'ru', 'hi', 'zh', 'not a tag'])),
    hours: maybe(3),
    phone: `+${chance.below(1e9)} ${chance.below(1e4)}`,
    address: confidential ? '' : maybe(4),
    confidential,
    trust: maybe(4),
    note: maybe(6),
  };
}
