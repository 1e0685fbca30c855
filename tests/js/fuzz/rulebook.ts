/** The rulebook as a target: see tests/fuzz/rulebook.py. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bytes, fromHex } from '../../../client_js/src/core/bytes.ts';
import { Malformed } from '../../../client_js/src/core/errors.ts';
import type { Certificate, Checked, TrustedDocuments } from '../../../client_js/src/core/documents.ts';
import { checkOfficeKey } from '../../../client_js/src/core/office_key.ts';
import { readerOf } from '../core/documents_family.ts';
import type { Target } from './target.ts';

type Case = Parameters<typeof readerOf>[0];
type Device = Checked<Certificate> | undefined;
interface Given {
  readonly certificate: Device;
  readonly said: string;
}

const FOLDER = 'tests/vectors/documents';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json')).sort();
const known = new Map<number, Case>();

function caseAt(at: number): Case {
  const held = known.get(at);
  if (held !== undefined) return held;
  const name = files[at];
  if (name === undefined) throw new Malformed();
  const told = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Case;
  known.set(at, told);
  return told;
}

function give(reader: TrustedDocuments, kind: unknown, raw: Bytes, device: Device, now: number): Given {
  const said = (news: boolean): Given => ({ certificate: device, said: String(news) });
  switch (kind) {
    case 'charter':
      return said(reader.addCharter(raw, now));
    case 'roster':
      return said(reader.addRoster(raw, now));
    case 'notice':
      return said(reader.addNotice(raw, now));
    case 'shift':
      return said(reader.addShift(raw, now));
    case 'state':
      return said(reader.addState(raw, now));
    case 'certificate':
      return { certificate: reader.checkCertificate(raw, now), said: 'good' };
    case 'sealing_key':
      if (device === undefined) throw new Malformed();
      reader.checkSealingKey(raw, device, now);
      break;
    default:
      checkOfficeKey(reader, raw, now);
  }
  return { certificate: device, said: 'good' };
}

export const rulebook: Target = {
  name: 'rulebook',
  covers: ['core/documents.ts TrustedDocuments', 'core/remembered.ts RememberingDocuments'],
  read: (raw) => {
    const [high, low] = raw;
    if (high === undefined || low === undefined) throw new Malformed();
    const told = caseAt(high * 256 + low);
    const documents = told['documents'] as readonly Case[];
    const last = documents[documents.length - 1];
    if (last === undefined || last['kind'] === 'line') throw new Malformed();
    // As a console reads: a survivor's page remembers no authorities (protocol.md 3.11), Python does.
    const reader = readerOf({ ...told, heads: told['heads'] ?? [] });
    const now = told['now'] as number;
    let device: Device;
    for (const one of documents.slice(0, -1)) {
      device = give(reader, one['kind'], fromHex(one['hex'] as string), device, now).certificate;
    }
    return [last['kind'], give(reader, last['kind'], raw.slice(2), device, now).said];
  },
  told: (told: readonly unknown[]) => ['', told],
  codes: true,
};
