/** The devices that an administrator sees: everybody in the directory who stands. */

import type { DeviceView } from './administer_view.ts';
import { hex } from './bytes.ts';
import { spoken } from './device.ts';
import { type Member, readStaff, type Staff } from './office_staff.ts';
import type { Directory } from './packet.ts';
import type { RememberingDocuments } from './remembered.ts';

/** Who stands by the newest roster known, which may have run out: it can be renewed. */
export function staffOf(
  directory: Directory | undefined,
  documents: RememberingDocuments,
  now: number,
): Staff {
  const charter = documents.charter?.payload;
  const roster = documents.rosterBase?.payload;
  if (charter === undefined || roster === undefined || directory === undefined) {
    return { members: [] };
  }
  return readStaff(documents.organisation, charter, roster, directory.devices, now);
}

/** In the order of their aliases, so that nobody jumps about. */
export function deviceViews({ members }: Staff): readonly DeviceView[] {
  const views = members.map(deviceView);
  return views.sort((a, b) => (a.alias < b.alias ? -1 : a.alias > b.alias ? 1 : 0));
}

function deviceView({ certificate, good, sealingKey, device }: Member): DeviceView {
  const { alias, role, languages, expires } = certificate.payload;
  const keyUntil = sealingKey?.payload.expires;
  const fingerprint = spoken(device);
  const key = hex(certificate.hash);
  return { key, alias, role, languages, expires, good, keyUntil, fingerprint };
}
