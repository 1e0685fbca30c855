/**
 * Which exported functions and classes are decoders, found in the source, so that none is
 * forgotten: what is called like one (read, open, decode, …) and takes bytes or text, and what takes
 * something apart with a reader of bytes, by itself or through something of its file that is not
 * exported. The same rule as tests/fuzz/complete.py.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NAMED = /^(read|open|opening|decode|parse|unwrap|unlock|unpad|from|accept|accepting|pasted|load|sort|check|page)([A-Z]|$)/;
const READING =
  /(?<![.\w])(decode|decodeFirst|decodeAs|decodeEnvelope|decodePayload|decodeMessage|decodeRelay|decodeClient|fromUtf8|fromHex|fromBase64url|lettersRead|unpad|openCommitted|openSealed|openingSealed|atob|readOrganisation)\(|JSON\.parse\(|\.value\(0\)|\.codePointAt\(/;
const GIVEN = /[(,]\s*(?:readonly\s+)?\w+\??:\s*(?:readonly )?(?:Bytes|Uint8Array|string|unknown)\b/;
const BEGINS = /^(export )?(?:default )?(?:async )?(function\*?|const|class|abstract class) (\w+)/;

interface Block {
  readonly name: string;
  readonly exported: boolean;
  readonly kind: string;
  readonly text: string;
}

function blocks(source: string): readonly Block[] {
  const found: Block[] = [];
  for (const line of source.split('\n')) {
    const begins = BEGINS.exec(line);
    const last = found[found.length - 1];
    if (begins !== null) {
      const [, exported, kind = '', name = ''] = begins;
      found.push({ name, kind, exported: exported !== undefined, text: line });
    } else if (last !== undefined) found[found.length - 1] = { ...last, text: `${last.text}\n${line}` };
  }
  // What is said of the next one stands above it.
  return found.map((one) => ({ ...one, text: one.text.replace(/\n\/\*\*[^]*?\*\/\s*$/, '') }));
}

function isFunction({ kind, text }: Block): boolean {
  return kind !== 'const' || /=>|function/.test(text);
}

/** The decoders of one file, by name. */
export function decoders(source: string): readonly string[] {
  const found = blocks(source).filter(isFunction);
  const reading = new Set(found.filter(({ text }) => READING.test(text)).map(({ name }) => name));
  for (let before = -1; before !== reading.size; ) {
    before = reading.size;
    const own = found.filter(({ exported, name }) => !exported && reading.has(name));
    for (const { name, text } of found) {
      const calls = own.some((one) => one.name !== name && new RegExp(`\\b${one.name}\\(`).test(text));
      if (calls) reading.add(name);
    }
  }
  const taken = found.filter(({ exported, name, text, kind }) => {
    const given = kind.endsWith('class') || GIVEN.test(text.split('{')[0] + text.slice(0, 600));
    return exported && given && (reading.has(name) || (NAMED.test(name) && kind !== 'class'));
  });
  return taken.map(({ name }) => name);
}

/** Every decoder of what ships, as `core/frames.ts decodeRelay`. */
export function every(root = 'client_js/src'): readonly string[] {
  const names = readdirSync(root, { recursive: true }).map(String).sort();
  const files = names.filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'));
  return files.flatMap((name) =>
    decoders(readFileSync(join(root, name), 'utf8')).map((one) => `${name} ${one}`),
  );
}
