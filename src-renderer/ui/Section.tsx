import { useId, type ReactNode } from 'react';
import classes from './Section.module.css';

interface Props {
  title: string;
  /** Beside the title: a badge, a count. */
  aside?: ReactNode;
  actions?: ReactNode;
  /** Of its heading: 2 right below the view's name, 3 below a heading of the view. */
  level?: 2 | 3;
  children: ReactNode;
}

/** A titled part of a page; a region with its title as name. */
export function Section({ title, aside, actions, level = 3, children }: Props) {
  const id = useId();
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <Heading id={id} className={classes.title}>
          {title}
        </Heading>
        {aside}
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
