import { useMemo } from 'react';
import { segments } from './inert.ts';
import classes from './InertText.module.css';

interface Props {
  text: string;
  /** Keep line feeds and tabs as they are. */
  lines?: boolean;
}

/** Text that someone else wrote: plain, set apart from the direction of what is around it, with every hidden character shown. */
export function InertText({ text, lines = false }: Props) {
  const parts = useMemo(() => segments(text, lines), [text, lines]);
  return (
    <bdi className={classes.inert}>
      {parts.map((part, index) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          <span key={index} className={classes.mark} title={part.name}>
            {part.label}
          </span>
        ),
      )}
    </bdi>
  );
}
