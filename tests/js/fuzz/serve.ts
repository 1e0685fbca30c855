/**
 * The TypeScript half of the differential run (tests/fuzz/differential.py): inputs come in on
 * standard input as `[place of the target: u8, length: u32, bytes]`, and for each an answer of nine
 * bytes goes out, in order. The first line says which targets there are, as JSON.
 */

import { type Bytes, concat, fromUtf8, NONE } from '../../../client_js/src/core/bytes.ts';
import { answer, type Target } from './target.ts';
import { SHARED } from './targets_shared.ts';

const HEAD = 5;

class Inputs {
  private held: Bytes = NONE;

  add(chunk: Bytes): void {
    this.held = this.held.length === 0 ? chunk : concat(this.held, chunk);
  }

  line(): string | undefined {
    const end = this.held.indexOf(10);
    return end < 0 ? undefined : fromUtf8(this.take(end + 1));
  }

  next(): { readonly place: number; readonly raw: Bytes } | undefined {
    if (this.held.length < HEAD) return undefined;
    const [place = 0, a = 0, b = 0, c = 0, d = 0] = this.held;
    const length = ((a * 256 + b) * 256 + c) * 256 + d;
    if (this.held.length < HEAD + length) return undefined;
    return { place, raw: this.take(HEAD + length).slice(HEAD) };
  }

  private take(length: number): Bytes {
    const taken = this.held.subarray(0, length);
    this.held = this.held.subarray(length);
    return taken;
  }
}

function named(names: readonly string[]): readonly Target[] {
  return names.map((name) => {
    const target = SHARED.find((one) => one.name === name);
    if (target === undefined) throw new Error(`no target is called ${name}`);
    return target;
  });
}

async function serve(): Promise<void> {
  const inputs = new Inputs();
  let targets: readonly Target[] | undefined;
  for await (const chunk of process.stdin) {
    inputs.add(new Uint8Array(chunk as ArrayLike<number>));
    if (targets === undefined) {
      const line = inputs.line();
      if (line === undefined) continue;
      targets = named(JSON.parse(line) as readonly string[]);
    }
    const answers: Bytes[] = [];
    for (let one = inputs.next(); one !== undefined; one = inputs.next()) {
      const target = targets[one.place];
      if (target === undefined) throw new Error('no such target');
      answers.push(await answer(target, one.raw));
    }
    if (answers.length > 0) process.stdout.write(concat(...answers));
  }
}

await serve();
