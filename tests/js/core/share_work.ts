/** Lets this process work out only once what slow primitives make of the same bytes. */

/** From now on (see share_work.mjs). For tests with a fixed randomness, or of fixed files. */
export function shareWork(): void {
  const here = globalThis as { remembered?: Map<string, unknown> };
  here.remembered ??= new Map();
}
