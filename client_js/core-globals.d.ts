// All that src/core may use of its surroundings, for tsconfig.core.json alone: the core is compiled
// without the DOM's types, so `document`, `WebSocket` and the like are unknown names there.

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array): string;
}

declare const crypto: {
  getRandomValues<T extends Uint8Array>(array: T): T;
};
