/** The way to the administrator's part for whoever has its vault and is called something else here. */

import type { JSX } from 'preact';
import type { OfficeWords } from '../ui/catalog/words.ts';
import { Button } from '../ui/parts.tsx';

export interface AdministerEntryProps {
  readonly office: OfficeWords;
  readonly open: () => void;
}

export function AdministerEntry({ office, open }: AdministerEntryProps): JSX.Element {
  return (
    <section aria-labelledby="administer-entry" data-test="administer-entry">
      <h3 id="administer-entry">{office.administer}</h3>
      <p class="hint">{office.administerHere}</p>
      <Button test="administrator" onPress={open}>
        {office.administer}
      </Button>
    </section>
  );
}
