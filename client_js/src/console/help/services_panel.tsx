/** The referral directory: searched without a network. Of a confidential place nothing is put out. */

import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { HandbookService } from '../../core/handbook_view.ts';
import { Field } from '../../ui/field.tsx';
import { fill, plain } from '../../ui/text.ts';
import { pasteOf } from './confidential.ts';
import { linesOf, MOST_LINE } from './lines.ts';
import { FIRST, type PanelProps } from './panel.ts';
import { Count, intoResults, Results, type Row } from './results.tsx';
import { indexOf, MOST_QUERY, search } from './search.ts';
import { serviceEntry } from './texts.ts';

export function ServicesPanel({ handbook, names, code, help, insert, ask }: PanelProps): JSX.Element {
  const services = handbook?.services ?? [];
  const [query, setQuery] = useState('');
  const places = useMemo(() => new Map(services.map((one, at) => [one, at])), [services]);
  const index = useMemo(() => indexOf(services.map((one) => serviceEntry(one, code))), [services, code]);
  const { shown, all } = useMemo(() => search(index, query), [index, query]);
  if (services.length === 0) return <p>{help.none.services}</p>;

  const rows = shown.map((service): Row => {
    const ready = pasteOf(service, names);
    const name = plain(service.name, MOST_LINE);
    return {
      key: String(places.get(service)),
      says: service.confidential ? help.askSupervisor : help.insert,
      label: fill(service.confidential ? help.askSupervisorOf : help.insertOf, { name }),
      // Where a colleague can be asked, the button does what it says.
      barred: ready === undefined && !service.confidential,
      onPress: () => (service.confidential ? ask() : insert(ready)),
      children: <Service service={service} named={!service.confidential && ready === undefined} code={code} help={help} />,
    };
  });
  return (
    <>
      <Field
        kind="line"
        id={FIRST.services}
        test="services-search"
        label={help.search.services}
        hint={help.searchHint}
        most={MOST_QUERY}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={intoResults('services', rows)}
      />
      <Count shown={shown.length} all={all} words={help} />
      <Results test="services" label={help.tabs.services} rows={rows} above={FIRST.services} />
    </>
  );
}

interface ServiceProps extends Pick<PanelProps, 'help' | 'code'> {
  readonly service: HandbookService;
  /** Not confidential itself, but names a place that is. */
  readonly named: boolean;
}

function Service({ service, named, code, help }: ServiceProps): JSX.Element {
  return (
    <>
      <h3>{plain(service.name, MOST_LINE)}</h3>
      {service.confidential && (
        <p class="secret" data-test="confidential">
          {help.confidential}
        </p>
      )}
      {named && <p class="secret">{help.namesConfidential}</p>}
      <dl>
        {linesOf(service, code, help.service).map(({ label, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd dir="auto" translate={false}>
              {text}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
