/** A stand-in for `setTimeout`: what is put off waits for the test, so no real clock decides. */

const putOff: (() => void)[] = [];

/** Replaces `setTimeout`; to be called before anything is drawn. */
export function holdTimers(): void {
  Object.assign(globalThis, { setTimeout: (run: () => void) => putOff.push(run) });
}

/** Lets all that was put off take place, in its order, and what that puts off in turn. */
export async function settled(): Promise<void> {
  await Promise.resolve();
  while (putOff.length > 0) {
    putOff.shift()?.();
    await Promise.resolve();
  }
}
