import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { texts } from '../texts/panel.ts';
import { InertText } from './InertText.tsx';
import classes from './LongText.module.css';
import { chunks } from './chunks.ts';

/** What is shown at first, and how much each "show more" adds: a page of a book, then a chapter. */
const FIRST = 10_000;
const MORE = 100_000;

/**
 * A block of text of any length. Only what is asked for is put on the page, in chunks that the browser lays out
 * when they come into view: 10 MB must not freeze the panel.
 */
export function LongText({ text, code = false }: { text: string; code?: boolean }) {
  const [limit, setLimit] = useState(FIRST);
  const parts = useMemo(() => chunks(text, limit, 20_000), [text, limit]);
  const shown = Math.min(limit, text.length);
  return (
    <div>
      <div className={classes.text} data-code={code || undefined}>
        {parts.map((part, index) => (
          <div key={index} className={classes.chunk}>
            <InertText text={part} lines />
          </div>
        ))}
      </div>
      {text.length > limit && (
        <Button size="xs" variant="default" mt={8} onClick={() => setLimit(limit + MORE)}>
          {texts.common.showMore(shown.toLocaleString(), text.length.toLocaleString())}
        </Button>
      )}
    </div>
  );
}
