/** Which notice the survivor's page shows: its own, or the relay's. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeEnvelope, decodePayload, Kind, type Notice, noticeForm } from '../../../client_js/src/core/documents.ts';
import type { TrustedDocuments } from '../../../client_js/src/core/documents.ts';
import { Page } from '../../../client_js/src/core/page.ts';
import { NOW } from '../organisation.ts';
import { World } from '../world.ts';

const { organisation } = new World();
const { fingerprint, desk } = organisation;
const DAY = 86_400;
const served = (version: number, quiet: string) => organisation.notice(version, undefined, [['quiet', quiet]]);

/** What a page with notice 7, of today, shows where a relay's notice of this version and day was verified. */
function shown(version: number, issued: number): string | undefined {
  const notice = served(7, 'on').envelope;
  const page = new Page({ organisation: fingerprint, leastCharterVersion: 1, desk, name: 'Night Line', notice });
  const { payload } = decodeEnvelope(served(version, 'off').envelope, Kind.notice);
  const fetched = { ...decodePayload<Notice>(noticeForm, payload), issued };
  const documents = { notice: () => ({ payload: fetched }), charter: { payload: { name: 'Night Line' } } };
  return page.notice(documents as unknown as TrustedDocuments)?.policy('quiet');
}

test('a3: a relay cannot show a notice from before the one in the page', () => {
  assert.equal(shown(6, NOW - DAY), 'on');
  assert.equal(shown(8, NOW + DAY), 'off');
});

test('a notice of versions that began anew, or of a clock that was behind, is newer all the same', () => {
  assert.equal(shown(1, NOW + DAY), 'off');
  assert.equal(shown(8, NOW - DAY), 'off');
});
