/** An element's properties, attributes and listeners: which of them each name in JSX means. */

import type { Properties } from './tree.ts';

type Listener = (event: Event) => void;
type Holder = Record<string, unknown>;

/** Attributes for which the property of the same name means something else, or cannot be unset. */
const ATTRIBUTES = /^(width|height|href|list|form|tabIndex|download|rowSpan|colSpan|role|popover)$/;
/** What the person may have changed meanwhile: compared with the element, behind its children. */
const LIVE = ['value', 'checked'];

/** What tree.ts sees to. */
const OTHERS: readonly string[] = [...Object.keys({ children: 0 } satisfies Properties), 'ref'];

/** One for each element, so that a listener is exchanged without being taken off. */
class Ears implements EventListenerObject {
  readonly by = new Map<string, { readonly listener: Listener; readonly since: number }>();

  handleEvent(event: Event): void {
    // A listener that came while this event was on its way up does not hear it.
    const passed = events.get(event) ?? moment;
    events.set(event, passed);
    moment += 1;
    const ear = this.by.get(event.type);
    if (ear !== undefined && ear.since <= passed) ear.listener(event);
  }
}

const ears = new WeakMap<Element, Ears>();
const events = new WeakMap<Event, number>();
let moment = 0;

function listen(element: Element, type: string, listener: unknown): void {
  let own = ears.get(element);
  if (own === undefined) ears.set(element, (own = new Ears()));
  if (typeof listener !== 'function') {
    own.by.delete(type);
    element.removeEventListener(type, own);
  } else {
    const since = own.by.get(type)?.since ?? moment;
    own.by.set(type, { listener: listener as Listener, since });
    element.addEventListener(type, own);
  }
}

function set(element: Element, name: string, value: unknown): void {
  if (name.startsWith('on')) return listen(element, name.slice(2).toLowerCase(), value);
  if (!ATTRIBUTES.test(name) && name in element) {
    (element as unknown as Holder)[name] = value ?? '';
  } else if (value === undefined || value === null || (value === false && name[4] !== '-')) {
    element.removeAttribute(name);
  } else element.setAttribute(name, String(value));
}

/** Changes what differs; `grow` makes the children before a `value` chooses among them. */
export function setProperties(
  element: Element,
  before: Properties,
  now: Properties,
  grow: () => void,
): void {
  for (const name of Object.keys({ ...before, ...now })) {
    if (OTHERS.includes(name) || before[name] === now[name]) continue;
    if (!LIVE.includes(name) || !(name in now)) set(element, name, now[name]);
  }
  grow();
  for (const name of LIVE) {
    const value = now[name];
    const held = (element as unknown as Holder)[name];
    if (value !== undefined && value !== null && value !== held) set(element, name, value);
  }
}
