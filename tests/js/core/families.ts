/** How the vectors of each family are read. Their fields are explained in tests/vectors. */

import '../../../client_js/src/core/frames_staff.ts';
import assert from 'node:assert/strict';
import { fromHex, hex } from '../../../client_js/src/core/bytes.ts';
import type { Value } from '../../../client_js/src/core/encoding.ts';
import { Malformed } from '../../../client_js/src/core/errors.ts';
import {
  decodeClient,
  decodeRelay,
  encodeClient,
  encodeRelay,
} from '../../../client_js/src/core/frames.ts';
import { type Case, text } from './case.ts';
import { readDocuments } from './documents_family.ts';
import { readDrop } from './drop_family.ts';
import { readHandbook, readHandbookRules } from './handbook_family.ts';
import { readNotice } from './notice_family.ts';
import { readPage } from './page_family.ts';
import * as locked from './locked_family.ts';
import * as protocol from './protocol_family.ts';
import { readTally } from './tally_family.ts';
import * as travel from './travel_family.ts';
import * as values from './values_family.ts';

function readFrame(vector: Case): void {
  const raw = fromHex(text(vector['hex']));
  const client = vector['direction'] === 'client';
  const read = (): object => (client ? decodeClient(raw) : decodeRelay(raw));
  if (vector['expect'] !== 'ok') {
    assert.throws(read, Malformed);
    return;
  }
  const [, ...fields] = plain(Object.values(read()));
  const [, ...expected] = values.fromJson(vector['value']) as readonly Value[];
  assert.deepEqual(fields, expected);
  const again = client ? encodeClient(decodeClient(raw)) : encodeRelay(decodeRelay(raw));
  assert.equal(hex(again), hex(raw));
}

/** Rows in a frame are objects here; in the vector they are arrays. */
function plain(fields: readonly unknown[]): readonly unknown[] {
  return fields.map((field) => {
    if (Array.isArray(field)) return plain(field);
    return field instanceof Uint8Array || typeof field !== 'object' || field === null
      ? field
      : plain(Object.values(field));
  });
}

type Reader = (vector: Case) => void | Promise<void>;

const READERS: Readonly<Record<string, Reader>> = {
  frames: readFrame,
  notice: readNotice,
  handbook: readHandbook,
  handbook_rules: readHandbookRules,
  page: readPage,
  documents: readDocuments,
  padding: values.readPadding,
  encoding: values.readEncoding,
  messages: values.readMessage,
  staff: values.readStaff,
  derivation: values.readDerivation,
  chain: values.readChain,
  frames_line: values.readFrameOfLine,
  refresh: values.readRefresh,
  sealing: values.readSealing,
  packet: locked.readPacket,
  directory: locked.readDirectory,
  vault: locked.readVault,
  device: travel.readDevice,
  keys: travel.readKeys,
  request: travel.readRequestVector,
  grant: travel.readGrantVector,
  public: travel.readPublic,
  text: travel.readText,
  call: travel.readCall,
  drop: readDrop,
  tally: readTally,
  knock: protocol.readKnock,
  hello: protocol.readHello,
  handshake: protocol.readHandshake,
  conversation: protocol.readConversation,
  aliases: values.readAlias,
};

export const FAMILIES: Readonly<Record<string, Reader>> = {
  ...READERS,
  from_ts(vector) {
    const read = READERS[text(vector['family'])];
    assert.ok(read !== undefined, 'a vector of an unknown family');
    return read(vector);
  },
};
