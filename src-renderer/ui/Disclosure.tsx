import { useId, useState, type ReactNode } from 'react';
import classes from './Disclosure.module.css';
import { IconChevronDown, IconChevronRight } from './icons.ts';

/**
 * A line that opens to more; what is closed is not on the page. `row`: as a row of a list. `keptOpen`: while it is true,
 * there is something inside that must be seen.
 */
export function Disclosure({
  label,
  row,
  openAtFirst = false,
  keptOpen = false,
  children,
}: {
  label: ReactNode;
  row?: boolean;
  openAtFirst?: boolean;
  keptOpen?: boolean;
  children: ReactNode;
}) {
  const [chosen, setChosen] = useState(openAtFirst);
  const open = chosen || keptOpen;
  const id = useId();
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <div className={classes.disclosure} data-row={row || undefined}>
      <button
        type="button"
        className={classes.button}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setChosen(!open)}
      >
        <Chevron size={14} aria-hidden />
        <span className={classes.label}>{label}</span>
      </button>
      {open && (
        <div id={id} className={classes.body}>
          {children}
        </div>
      )}
    </div>
  );
}
