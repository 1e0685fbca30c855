/** The survivor's page file again, with the notice inside that is published. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { NoticeEdition } from '../../core/notice_editions.ts';
import { pageAgain, type PageMade, type PageRefusal } from '../../core/page_file.ts';
import type { PageTongue } from '../../core/page_stamp.ts';
import { hex } from '../../core/bytes.ts';
import { type Code, CODES, SHARED, SURVIVOR } from '../../ui/catalog/languages.ts';
import type { SettingsWords } from '../../ui/catalog/words.ts';
import { Field } from '../../ui/field.tsx';
import type { Organisation } from '../../ui/organisation.ts';
import { Button } from '../../ui/parts.tsx';
import { fill, grouped } from '../../ui/text.ts';
import { listed } from '../../ui/tongue.ts';
import { saveFile } from '../save.ts';
import { SHA256, SHORT } from './built.ts';
import { Fold } from './fold.tsx';
import { tongue } from './props.ts';

export interface PageProps {
  readonly stamp: Organisation;
  /** What the relay has. */
  readonly edition: NoticeEdition;
  readonly organisation: string;
  readonly charterVersion: number;
  readonly words: SettingsWords;
  readonly code: Code;
}

const TONGUES: readonly PageTongue[] = CODES.map((code) => ({
  code,
  direction: SHARED[code].direction,
  days: SHARED[code].days,
  shared: SHARED[code] as unknown as PageTongue['shared'],
  survivor: SURVIVOR[code] as unknown as PageTongue['survivor'],
}));

/** More is no page. */
const MOST_BYTES = 4 * 1024 * 1024;

export function PageAgain(props: PageProps): JSX.Element {
  const { stamp, edition, organisation, charterVersion, words, code } = props;
  const [made, setMade] = useState<{ page: PageMade; name: string } | undefined>(undefined);
  const [wrong, setWrong] = useState<PageRefusal | undefined>(undefined);
  const choose = async (file: File | undefined): Promise<void> => {
    setMade(undefined);
    setWrong(undefined);
    if (file === undefined) return;
    const raw = file.size > MOST_BYTES ? new Uint8Array(0) : new Uint8Array(await file.arrayBuffer());
    const page = pageAgain(raw, {
      built: SHA256,
      short: SHORT,
      tongues: TONGUES,
      organisation: hex(stamp.fingerprint),
      desk: hex(stamp.desk),
      relay: stamp.relay,
      charterVersion,
      name: organisation,
      notice: edition.raw,
      says: edition.fields,
    });
    if (typeof page === 'string') setWrong(page);
    else setMade({ page, name: file.name });
  };
  return (
    <Fold test="page-again" title={words.pageAgain}>
      {() => (
        <>
          <p>{words.pageText}</p>
          <Field
            kind="file"
            id="page-file"
            test="page-file"
            label={words.pageChoose}
            wrong={wrong && words.pageWrong[wrong]}
            onInput={(event) => {
              const files = (event.currentTarget as HTMLInputElement).files;
              // What fails here is a file that cannot be read: the page is then none.
              choose(files?.[0]).catch(() => setWrong('no-page'));
            }}
          />
          <div role="status">
            {made !== undefined && (
              <div data-test="page-made">
                <p>
                  {fill(words.pageMade, {
                    version: edition.version,
                    languages: listed(made.page.languages.map((one) => tongue(one, code)), code),
                  })}
                </p>
                <p>
                  {words.pageTitle} <bdi data-test="page-title">{made.page.title}</bdi>
                </p>
                <p>
                  {words.checksum} <code dir="ltr">{grouped(made.page.sha256)}</code>
                </p>
                <Button look="main" test="page-save" onPress={() => saveFile(made.name, made.page.file)}>
                  {words.pageSave}
                </Button>
              </div>
            )}
          </div>
        </>
      )}
    </Fold>
  );
}
