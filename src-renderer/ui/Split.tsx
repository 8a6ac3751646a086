import type { ReactNode } from 'react';
import classes from './Split.module.css';

interface Props {
  list: ReactNode;
  listLabel: string;
  detail: ReactNode;
  detailLabel: string;
}

/** A list and what is chosen in it: side by side from 1100 px, one above the other below that. */
export function Split({ list, listLabel, detail, detailLabel }: Props) {
  return (
    <div className={classes.split}>
      <section className={classes.list} aria-label={listLabel}>
        {list}
      </section>
      <section className={classes.detail} aria-label={detailLabel}>
        {detail}
      </section>
    </div>
  );
}
