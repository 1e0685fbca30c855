/** The order of a list that people edit. Pure: the same list comes back where nothing can change. */

export const added = <T>(items: readonly T[], item: T): readonly T[] => [...items, item];

export const removed = <T>(items: readonly T[], at: number): readonly T[] =>
  items.filter((_, place) => place !== at);

/** The entry at `at` one place up (-1) or down (1). */
export function moved<T>(items: readonly T[], at: number, by: -1 | 1): readonly T[] {
  const [one, other] = [items[at], items[at + by]];
  if (one === undefined || other === undefined) return items;
  return items.map((item, place) => (place === at ? other : place === at + by ? one : item));
}

/** The places of the entries in which every word of `wanted` stands, whatever its letters' size. */
export function found<T>(
  items: readonly T[],
  text: (item: T) => string,
  wanted: string,
): readonly number[] {
  const folded = (one: string): string => one.normalize('NFKC').toLowerCase();
  const asked = folded(wanted).split(/\s+/).filter((one) => one !== '');
  return items.flatMap((item, at) => {
    const whole = folded(text(item));
    return asked.every((one) => whole.includes(one)) ? [at] : [];
  });
}

/** A short name that no other entry has: "text-1", "text-2", … */
export function freshKey(prefix: string, items: readonly { readonly key: string }[]): string {
  for (let n = 1; ; n += 1) {
    const key = `${prefix}-${n}`;
    if (!items.some((one) => one.key === key)) return key;
  }
}
