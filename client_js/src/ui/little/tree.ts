/**
 * What the survivor's page uses of Preact, in a sixth of its weight: function components, hooks,
 * keys and references. The build puts it in the place of `preact` there (build.mjs); the console
 * has Preact itself. Both must show the same, whatever the page does: tests/js/ui/little.test.ts
 * plays random trees in both.
 *
 * Every change draws the whole root again. The page does that each second anyway.
 */

import { type Asked, type Cell, commit, drawn, finish, flush, type Todo, tell } from './hooks.ts';
import { setProperties } from './properties.ts';

export type Properties = Readonly<Record<string, unknown>>;
export type Component = (properties: Properties) => Child;
/** One element of JSX; a text has no `type`. */
export interface Part {
  readonly type: string | Component | undefined;
  readonly properties: Properties;
  readonly key: unknown;
}
export type Child = Part | string | number | boolean | null | undefined | readonly Child[];

/** A part on the screen. */
export interface Spot extends Omit<Part, 'properties'> {
  readonly root: Root;
  properties: Properties;
  dom: Element | Text | undefined;
  /** By their places; what shows nothing has a place too. */
  kids: readonly (Spot | undefined)[];
  readonly cells: Cell[];
  asked: Asked[];
  gone: boolean;
}

export interface Root {
  readonly container: Element;
  child: Child;
  top: Spot | undefined;
  due: boolean;
}

const roots = new WeakMap<Element, Root>();

export function Fragment({ children }: Properties): Child {
  return children as Child;
}

export function jsx(type: string | Component, properties: Properties, key?: unknown): Part {
  return { type, properties, key };
}
export { jsx as jsxs };
export * from './hooks.ts';

/** Shows `child` in the container, in the place of what was shown there last; null clears it. */
export function render(child: Child, container: Element): void {
  let root = roots.get(container);
  if (root === undefined) {
    root = { container, child, top: undefined, due: false };
    roots.set(container, root);
  }
  root.child = child;
  draw(root);
}

/** Draws soon, and once, however much has changed. */
export function schedule(root: Root): void {
  if (root.due) return;
  root.due = true;
  queueMicrotask(() => {
    if (root.due) draw(root);
  });
}

function draw(root: Root): void {
  const { container, child } = root;
  const top = (root.top ??= spot(root, jsx(Fragment, {})));
  const todo: Todo = { refs: [], effects: [] };
  root.due = false;
  flush();
  grow(top, [child], todo);
  place(container, top.kids);
  commit(todo);
}

function spot(root: Root, { type, key }: Part): Spot {
  const empty = { properties: {}, dom: undefined, kids: [], cells: [], asked: [], gone: false };
  return { root, type, key, ...empty };
}

function part(child: Child): Part | undefined {
  if (child === null || child === undefined || typeof child === 'boolean') return undefined;
  if (Array.isArray(child)) return jsx(Fragment, { children: child });
  if (typeof child === 'object') return child as Part;
  return { type: undefined, properties: { text: String(child) }, key: undefined };
}

/**
 * Which old spots go on as the wanted parts, as Preact chooses: of the same type and key, at the
 * same place or, where others have come or gone before it, the nearest.
 */
function matched(old: Spot['kids'], wanted: readonly (Part | undefined)[]): Spot['kids'] {
  const taken = new Set<Spot>();
  let left = old.length;
  let shift = 0;
  const search = (part: Part, at: number): number => {
    const fits = (one: Spot | undefined): boolean =>
      one !== undefined && !taken.has(one) && one.type === part.type && one.key === part.key;
    const here = old[at];
    if (fits(here)) return at;
    // What showed nothing shows something now: a new one, and its neighbors stay.
    if (at in old && here === undefined && part.key === undefined) return at;
    if (left <= (here !== undefined && !taken.has(here) ? 1 : 0)) return -1;
    for (let i = at - 1; i >= 0; i -= 1) if (fits(old[i])) return i;
    return old.findIndex((one, i) => i > at && fits(one));
  };
  return wanted.map((part, i) => {
    if (part === undefined) return undefined;
    const at = i + shift;
    const index = search(part, at);
    const found = old[index];
    if (index >= 0) left -= 1;
    if (found !== undefined) taken.add(found);
    if (index < 0) shift += Math.sign(old.length - wanted.length);
    else if (found !== undefined && index !== at) {
      shift += Math.abs(index - at) === 1 ? index - at : Math.sign(at - index);
    }
    return found;
  });
}

function grow(owner: Spot, children: readonly Child[], todo: Todo): void {
  const old = owner.kids;
  const parts = children.map(part);
  const kids = matched(old, parts).map(
    (kid, at) => kid ?? (parts[at] && spot(owner.root, parts[at])),
  );
  // All are known before one of them draws: where one throws, all can still be cleared.
  owner.kids = [...new Set([...kids, ...old])];
  for (const one of old) if (one !== undefined && !kids.includes(one)) clear(one, true);
  owner.kids = kids;
  kids.forEach((kid, at) => update(kid, parts[at], todo));
}

function update(kid: Spot | undefined, wanted: Part | undefined, todo: Todo): void {
  if (kid === undefined || wanted === undefined) return;
  const before = kid.properties;
  const { type, properties } = wanted;
  const { children } = properties;
  kid.properties = properties;
  if (type === undefined) {
    kid.dom ??= document.createTextNode('');
    if (before['text'] !== properties['text']) kid.dom.nodeValue = properties['text'] as string;
  } else if (typeof type === 'string') {
    const dom = (kid.dom ??= document.createElement(type)) as Element;
    setProperties(dom, before, properties, () => {
      grow(kid, list(children as Child), todo);
      place(dom, kid.kids);
    });
    const [was, ref] = [before['ref'], properties['ref']];
    if (was !== ref) {
      todo.refs.push(() => {
        tell(was, null);
        tell(ref, dom);
      });
    }
  } else {
    const result = drawn(kid, () => type(properties));
    grow(kid, list(result), todo);
    finish(kid, todo);
  }
}

function list(children: Child): readonly Child[] {
  return Array.isArray(children) ? children : [children as Child];
}

function* nodes(kids: Spot['kids']): Generator<Element | Text> {
  for (const kid of kids) {
    if (kid?.dom !== undefined) yield kid.dom;
    else if (kid !== undefined) yield* nodes(kid.kids);
  }
}

/** What stands in its place already is not touched: it would lose the focus. */
function place(parent: Element, kids: Spot['kids']): void {
  let at = parent.firstChild;
  for (const node of nodes(kids)) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
}

function clear(old: Spot, remove: boolean): void {
  old.gone = true;
  for (const cell of old.cells) cell.clear?.();
  if (typeof old.type === 'string') tell(old.properties['ref'], null);
  for (const kid of old.kids) if (kid !== undefined) clear(kid, remove && old.dom === undefined);
  if (remove) old.dom?.remove();
}
