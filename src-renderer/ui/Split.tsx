import type { ReactNode } from 'react';
import classes from './Split.module.css';

interface Props {
  list: ReactNode;
  listLabel: string;
  /** null: nothing is chosen. Side by side the place for it says so; otherwise the list has all the room. */
  detail: ReactNode | null;
  placeholder: ReactNode;
  detailLabel: string;
}

/** A list and what is chosen in it: side by side from 1100 px, one above the other below that. */
export function Split({ list, listLabel, detail, placeholder, detailLabel }: Props) {
  return (
    <div className={classes.split} data-chosen={detail !== null || undefined}>
      <section className={classes.list} aria-label={listLabel}>
        {list}
      </section>
      {/* Another one starts at its top, wherever the last was scrolled to. */}
      <section key={detailLabel} className={classes.detail} aria-label={detailLabel}>
        {detail ?? placeholder}
      </section>
    </div>
  );
}
