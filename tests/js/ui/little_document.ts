/** As much of a document as two view libraries need to draw into it; and how it looks. */

type Listener = { handleEvent(event: unknown): void } | ((event: unknown) => void);

export class FakeNode {
  parentNode: FakeNode | null = null;
  childNodes: FakeNode[] = [];
  readonly attributes: { name: string; value: string }[] = [];
  readonly listeners = new Map<string, Set<Listener>>();
  readonly namespaceURI = 'http://www.w3.org/1999/xhtml';
  readonly nodeType: number;
  readonly localName: string;
  data = '';
  value = '';
  hidden: unknown = false;
  disabled: unknown = false;
  readonly ownerDocument: typeof fakeDocument;

  constructor(nodeType: number, localName: string) {
    this.nodeType = nodeType;
    this.localName = localName;
    this.ownerDocument = fakeDocument;
  }

  get nodeValue(): string {
    return this.data;
  }
  set nodeValue(text: string) {
    this.data = text;
  }
  get firstChild(): FakeNode | null {
    return this.childNodes[0] ?? null;
  }
  get nextSibling(): FakeNode | null {
    const all = this.parentNode?.childNodes ?? [];
    return all[all.indexOf(this) + 1] ?? null;
  }
  remove(): void {
    const all = this.parentNode?.childNodes ?? [];
    if (all.includes(this)) all.splice(all.indexOf(this), 1);
    this.parentNode = null;
  }
  insertBefore(node: FakeNode, before: FakeNode | null): FakeNode {
    node.remove();
    const at = before === null ? this.childNodes.length : this.childNodes.indexOf(before);
    if (at < 0) throw new Error('not a child');
    this.childNodes.splice(at, 0, node);
    node.parentNode = this;
    return node;
  }
  setAttribute(name: string, value: string): void {
    this.removeAttribute(name);
    this.attributes.push({ name, value: String(value) });
  }
  removeAttribute(name: string): void {
    const at = this.attributes.findIndex((one) => one.name === name);
    if (at >= 0) this.attributes.splice(at, 1);
  }
  addEventListener(type: string, listener: Listener): void {
    const all = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, all.add(listener));
  }
  removeEventListener(type: string, listener: Listener): void {
    this.listeners.get(type)?.delete(listener);
  }

  /** From here upwards, as a browser does. */
  click(): void {
    const event = { type: 'click' };
    const path: FakeNode[] = [];
    for (let at: FakeNode | null = this; at !== null; at = at.parentNode) path.push(at);
    for (const node of path) {
      for (const one of [...(node.listeners.get('click') ?? [])]) {
        if (typeof one === 'function') one.call(node, event);
        else one.handleEvent(event);
      }
    }
  }

  looks(): string {
    if (this.nodeType === 3) return this.data;
    const said = this.attributes.map(({ name, value }) => `${name}=${value}`).sort();
    const state = `${this.hidden ? ' hidden' : ''}${this.disabled ? ' disabled' : ''}${this.value}`;
    const inside = this.childNodes.map((node) => node.looks()).join('|');
    return `<${this.localName} ${said.join(' ')}${state}>${inside}</>`;
  }

  all(): FakeNode[] {
    return [this, ...this.childNodes.flatMap((node) => node.all())];
  }
}

export const fakeDocument = {
  createElement: (name: string): FakeNode => new FakeNode(1, name),
  createElementNS: (_: string, name: string): FakeNode => new FakeNode(1, name),
  createTextNode(text: unknown): FakeNode {
    const node = new FakeNode(3, '#text');
    node.data = String(text);
    return node;
  },
};
