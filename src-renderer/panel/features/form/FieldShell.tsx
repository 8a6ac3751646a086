import { useId, type ReactNode } from 'react';
import { texts } from '../../../texts.ts';
import classes from './form.module.css';

export interface Described {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface Props {
  label: string;
  description: string;
  required: boolean;
  problem: string | undefined;
  /** For assistive technology only: the items of a list of plain values. */
  labelHidden?: boolean | undefined;
  /** Lists and groups: named as a group instead of labelling one control. */
  group?: boolean;
  children: (described: Described) => ReactNode;
}

/** Label, control, help and mistake of one field, tied together for assistive technology. */
export function FieldShell({ label, description, required, problem, labelHidden, group, children }: Props) {
  const id = useId();
  const helpId = `${id}-help`;
  const problemId = `${id}-problem`;
  const described = [description !== '' && helpId, problem !== undefined && problemId]
    .filter(Boolean)
    .join(' ');
  const name = (
    <>
      {label}
      {!required && <span className={classes.optional}>{texts.common.optional}</span>}
    </>
  );
  return (
    <div
      className={classes.field}
      role={group ? 'group' : undefined}
      aria-labelledby={group ? `${id}-label` : undefined}
    >
      {group ? (
        <span id={`${id}-label`} className={classes.label}>
          {name}
        </span>
      ) : (
        <label htmlFor={id} className={labelHidden ? 'el-visually-hidden' : classes.label}>
          {name}
        </label>
      )}
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': problem === undefined ? undefined : true,
      })}
      {problem !== undefined && (
        <p id={problemId} className={classes.problem}>
          {problem}
        </p>
      )}
      {description !== '' && (
        <p id={helpId} className={classes.help}>
          {description}
        </p>
      )}
    </div>
  );
}
