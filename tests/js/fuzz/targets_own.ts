/** The decoders that only TypeScript has: what a page was stamped with, files, a browser's storage. */

import { pasted } from '../../../client_js/src/console/accept.ts';
import { sort } from '../../../client_js/src/console/given.ts';
import { readStamped } from '../../../client_js/src/console/stamped.ts';
import { load } from '../../../client_js/src/console/storage.ts';
import { type Bytes, fromHex } from '../../../client_js/src/core/bytes.ts';
import { checkAlias, scriptOf, skeletons } from '../../../client_js/src/core/confusables.ts';
import { hashOfCertificate, readCertificate } from '../../../client_js/src/core/duty_staff.ts';
import { unwrapLedger } from '../../../client_js/src/core/ledger_file.ts';
import { lettersRead } from '../../../client_js/src/core/letters.ts';
import { Line } from '../../../client_js/src/core/line.ts';
import { pageAgain } from '../../../client_js/src/core/page_file.ts';
import { fromFile } from '../../../client_js/src/core/request.ts';
import { readWords } from '../../../client_js/src/survivor/words.ts';
import { readOrganisation } from '../../../client_js/src/ui/organisation.ts';
import * as inside from './inside.ts';
import type { Target } from './target.ts';

const { world, seed } = inside;

/** Any bytes as text: UTF-8 where they are that, else a character for each. */
function text(raw: Bytes): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return String.fromCharCode(...raw.subarray(0, 4096));
  }
}

const wish = (): Parameters<typeof pageAgain>[1] => ({
  built: '',
  short: {},
  tongues: [],
  organisation: '',
  desk: '',
  relay: '',
  charterVersion: 1,
  name: '',
  notice: new Uint8Array(0),
  says: { timezone: '', hours: [], numbers: [], texts: [], policy: [], exitAddress: '' },
});

function line(raw: Bytes): unknown {
  const fresh = new Line({
    role: 'inviter',
    organisation: world.organisation,
    chainInviter: seed.slice(),
    chainResponder: seed.slice(),
    lineId: seed.slice(),
    theirKey: new Uint8Array(1216),
    ownSeed: undefined,
    write: seed.slice(),
  });
  const size = [512, 1024, 2048, 4096, 8192, 16384].find((one) => raw.length < one - 72) ?? 16384;
  return fresh.receive(0, inside.locked(raw.slice(0, size - 73), size - 72));
}

export const OWN: readonly Target[] = [
  { name: 'line', covers: ['core/line.ts Line'], read: line },
  {
    name: 'ledger',
    covers: ['core/ledger_file.ts unwrapLedger'],
    read: (raw) => unwrapLedger(inside.ledgerFile(raw), world.organisation, [seed]),
  },
  {
    name: 'ledger file',
    covers: ['core/ledger_file.ts unwrapLedger'],
    read: (raw) => unwrapLedger(raw, world.organisation, [seed]),
  },
  {
    name: 'certificate',
    covers: ['core/duty_staff.ts readCertificate', 'core/duty_staff.ts hashOfCertificate'],
    read: (raw) => [readCertificate(raw), hashOfCertificate(raw)],
  },
  { name: 'file', covers: ['core/request.ts fromFile'], read: fromFile },
  { name: 'pasted', covers: ['console/accept.ts pasted'], read: (raw) => pasted(text(raw)) },
  { name: 'hexadecimal', covers: ['core/bytes.ts fromHex'], read: (raw) => fromHex(text(raw)) },
  {
    name: 'chosen files',
    covers: ['console/given.ts sort'],
    read: (raw) => sort([raw, raw.slice(1)]),
  },
  {
    name: 'storage',
    covers: ['console/storage.ts load', 'console/storage.ts fromBase64'],
    read: (raw) => load(seed, () => ({ getItem: () => text(raw), setItem: () => undefined })),
  },
  {
    name: 'stamp',
    covers: ['ui/organisation.ts readOrganisation', 'core/letters.ts lettersRead'],
    read: (raw) => readOrganisation(text(raw), lettersRead),
  },
  {
    name: 'console stamp',
    covers: ['console/stamped.ts readStamped'],
    read: (raw) => readStamped(text(raw)),
  },
  { name: 'words', covers: ['survivor/words.ts readWords'], read: (raw) => readWords(text(raw)) },
  { name: 'page', covers: ['core/page_file.ts pageAgain'], read: (raw) => pageAgain(raw, wish()) },
  {
    name: 'alias',
    covers: [
      'core/confusables.ts checkAlias',
      'core/confusables.ts skeletons',
      'core/confusables.ts scriptOf',
    ],
    read: (raw) => {
      const alias = text(raw).slice(0, 64);
      return [checkAlias(alias, ['Robin']), skeletons(alias), [...alias].map(scriptOf)];
    },
  },
];
