/** The vectors of stamping: the page in use, made again with the next notice, to the last byte. */

import assert from 'node:assert/strict';
import { fromHex, fromUtf8, hex, utf8 } from '../../../client_js/src/core/bytes.ts';
import { decodeEnvelope, decodePayload, Kind, noticeForm } from '../../../client_js/src/core/document_types.ts';
import { pageAgain, type PageWish } from '../../../client_js/src/core/page_file.ts';
import type { Nested, PageTongue } from '../../../client_js/src/core/page_stamp.ts';
import { sha256 } from '../../../client_js/src/core/primitives.ts';
import { type Case, items, text, whole } from './case.ts';

function tongue({ shared, survivor }: Case): PageTongue {
  const { code, direction, days } = shared as Readonly<Record<string, unknown>>;
  return {
    code: text(code),
    direction: text(direction),
    days: days as readonly string[],
    shared: shared as Nested,
    survivor: survivor as Nested,
  };
}

export function wishOf(vector: Case): PageWish {
  const notice = fromHex(text(vector['notice']));
  return {
    built: hex(sha256(utf8(text(vector['template'])))),
    short: vector['short'] as Readonly<Record<string, string>>,
    tongues: items(vector['tongues']).map(tongue),
    organisation: text(vector['organisation']),
    desk: text(vector['desk']),
    relay: text(vector['relay']),
    charterVersion: whole(vector['charter_version']),
    name: text(vector['charter_name']),
    notice,
    says: decodePayload(noticeForm, decodeEnvelope(notice, Kind.notice).payload),
  };
}

export function readPage(vector: Case): void {
  const made = pageAgain(utf8(text(vector['before'])), wishOf(vector));
  if (vector['expect'] !== 'ok') {
    assert.equal(made, vector['expect']);
    return;
  }
  assert.notEqual(typeof made, 'string', String(made));
  if (typeof made === 'string') return;
  assert.equal(fromUtf8(made.file), vector['after']);
  assert.equal(made.sha256, hex(sha256(made.file)));
}
