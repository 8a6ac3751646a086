import { useId, type ReactNode } from 'react';
import classes from './Section.module.css';

interface Props {
  title: string;
  /** Beside the title: a badge, a count. */
  aside?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page; a region with its title as name. */
export function Section({ title, aside, actions, children }: Props) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <h3 id={id} className={classes.title}>
          {title}
        </h3>
        {aside}
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
