import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { JsonValue } from '../../../../src-preload/contract/json.ts';
import { texts } from '../../../texts/panel.ts';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { JsonTree } from '../../../ui/JsonTree.tsx';
import { LongText } from '../../../ui/LongText.tsx';
import { Section } from '../../../ui/Section.tsx';
import { ShowMore } from '../../../ui/ShowMore.tsx';
import { OpenableLinks } from './OpenableLinks.tsx';
import { copyText, resultViews, type ResultView as View } from './result-views.ts';
import classes from './run.module.css';

/** Tools mark what they brought from outside. */
const isUntrusted = (result: JsonValue): boolean =>
  typeof result === 'object' && result !== null && !Array.isArray(result) && result['untrusted'] === true;

/** A run's result, in the ways that its shape allows. */
export function ResultView({ result }: { result: JsonValue }) {
  const views = useMemo(() => resultViews(result), [result]);
  const [chosen, setChosen] = useState(0);
  // `key` on the caller's side renews this for another result; an index out of range can still not blank it.
  const view = views[chosen] ?? views[0];
  if (view === undefined) return null;
  return (
    <Section
      title={texts.run.result}
      aside={isUntrusted(result) && <span className="el-dim el-small">{texts.run.untrusted}</span>}
      actions={
        <>
          {views.length > 1 && (
            <SegmentedControl
              size="xs"
              value={String(chosen)}
              onChange={(value) => setChosen(Number(value))}
              data={views.map(({ label, own }, index) => ({
                value: String(index),
                label: own ? <span translate="no">{label}</span> : label,
              }))}
              aria-label={texts.run.viewAs}
            />
          )}
          <CopyButton key={chosen} text={() => copyText(view)} label={texts.run.copyResult} />
        </>
      }
    >
      <Body view={view} />
    </Section>
  );
}

function Body({ view }: { view: View }) {
  switch (view.kind) {
    case 'text':
      return <LongText text={view.text} />;
    case 'links':
      return <OpenableLinks links={view.links} />;
    case 'tables':
      return (
        <ShowMore items={view.tables} first={10}>
          {(shown) => (
            <div className={classes.tables}>
              {shown.map((rows, index) => (
                <DataTable key={index} rows={rows} label={texts.run.table(index + 1)} />
              ))}
            </div>
          )}
        </ShowMore>
      );
    case 'tree':
      return <JsonTree value={view.value} label={texts.run.result} />;
  }
}
