import { useId, type ReactNode } from 'react';
import { texts } from '../../../texts/panel.ts';
import classes from './form.module.css';

/** What ties a library input to its label, its mistake and its help, for the eye and for assistive technology. */
export interface Described {
  label: string;
  description: string | undefined;
  error: string | undefined;
  labelProps: { 'data-optional'?: string };
  classNames: { label: string; description: string; error: string };
  inputWrapperOrder: ('label' | 'input' | 'error' | 'description')[];
}

interface Props {
  label: string;
  description: string;
  required: boolean;
  problem: string | undefined;
  /** For assistive technology only: the items of a list of plain values. */
  labelHidden?: boolean | undefined;
  children: (described: Described) => ReactNode;
}

/** One field around one library input, which draws label, mistake and help itself. */
export function FieldShell({ label, description, required, problem, labelHidden, children }: Props) {
  return children({
    label,
    description: description === '' ? undefined : description,
    error: problem,
    // Beside the label without being part of the field's name.
    labelProps: required ? {} : { 'data-optional': texts.common.optional },
    classNames: {
      label: labelHidden ? 'el-visually-hidden' : (classes.label ?? ''),
      description: classes.help ?? '',
      error: classes.problem ?? '',
    },
    inputWrapperOrder: ['label', 'input', 'error', 'description'],
  });
}

type GroupProps = Omit<Props, 'labelHidden' | 'children'> & { children: ReactNode };

/** A field of several controls: a list, a choice of shapes, a set of boxes. */
export function FieldGroup({ label, description, required, problem, children }: GroupProps) {
  const id = useId();
  const described = [problem !== undefined && `${id}-problem`, description !== '' && `${id}-help`];
  return (
    <div
      className={classes.field}
      role="group"
      data-wrong={problem === undefined ? undefined : true}
      aria-labelledby={`${id}-label`}
      aria-describedby={described.filter(Boolean).join(' ') || undefined}
    >
      {label !== '' && (
        <span
          id={`${id}-label`}
          className={classes.label}
          data-optional={required ? undefined : texts.common.optional}
        >
          {label}
        </span>
      )}
      {children}
      {problem !== undefined && (
        <p id={`${id}-problem`} className={classes.problem}>
          {problem}
        </p>
      )}
      {description !== '' && (
        <p id={`${id}-help`} className={classes.help}>
          {description}
        </p>
      )}
    </div>
  );
}
