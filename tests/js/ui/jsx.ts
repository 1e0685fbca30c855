/** Finds every element that a TSX file makes, for the rules that all screens keep. */

import module from 'node:module';
import { resolve } from 'node:path';

interface Esbuild {
  transformSync(source: string, options: object): { readonly code: string };
}

// Asked for at run time: esbuild cannot be bundled into a test.
const { transformSync } = module.createRequire(resolve('client_js/package.json'))('esbuild') as Esbuild;

const FACTORY = '$element';

export interface Made {
  /** A tag in quotes, or the name of a component. */
  readonly tag: string;
  /** The properties and the children, as source. */
  readonly properties: string;
  readonly children: readonly string[];
}

/** Where the string or template that begins at `at` ends. */
function endOfString(code: string, at: number): number {
  const quote = code[at];
  for (let i = at + 1; i < code.length; i += 1) {
    if (code[i] === '\\') i += 1;
    else if (code[i] === quote) return i;
    else if (quote === '`' && code.startsWith('${', i)) i = endOfBrackets(code, i + 1);
  }
  throw new Error('a string without an end');
}

/** Where the bracket that opens at `at` closes. */
function endOfBrackets(code: string, at: number): number {
  let depth = 0;
  for (let i = at; i < code.length; i += 1) {
    const one = code[i] ?? '';
    if ('"\'`'.includes(one)) i = endOfString(code, i);
    else if ('([{'.includes(one)) depth += 1;
    else if (')]}'.includes(one) && (depth -= 1) === 0) return i;
  }
  throw new Error('a bracket without an end');
}

/** The parts of a list of arguments, split at its own commas only. */
export function parts(list: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (let i = 0; i < list.length; i += 1) {
    const one = list[i] ?? '';
    if ('"\'`'.includes(one)) i = endOfString(list, i);
    else if ('([{'.includes(one)) i = endOfBrackets(list, i);
    else if (one === ',') {
      found.push(list.slice(start, i).trim());
      start = i + 1;
    }
  }
  const last = list.slice(start).trim();
  return last === '' ? found : [...found, last];
}

export function elements(source: string): readonly Made[] {
  const { code } = transformSync(source, {
    loader: 'tsx',
    jsx: 'transform',
    jsxFactory: FACTORY,
    jsxFragment: 'Fragment',
    target: 'es2020',
    charset: 'utf8',
  });
  const made: Made[] = [];
  for (let at = code.indexOf(`${FACTORY}(`); at >= 0; at = code.indexOf(`${FACTORY}(`, at + 1)) {
    const open = at + FACTORY.length;
    const whole = code.slice(open + 1, endOfBrackets(code, open)).replace(/\/\* @__PURE__ \*\//g, '');
    const [tag = '', properties = '', ...children] = parts(whole);
    made.push({ tag, properties, children });
  }
  return made;
}

/** Whether an expression is, or can become, text that is written in the source. */
export function literal(expression: string): boolean {
  const bare = expression.replace(/\$\{[^}]*\}/g, '').replace(/\[[^\]]*\]/g, '');
  const whole = /^["'`]/.test(bare) && /\p{L}/u.test(bare);
  const chosen = /(\?|:|&&|\|\|)\s*(["'`])(?!\s|\2)/.test(bare);
  return whole || (chosen && !bare.includes('('));
}
