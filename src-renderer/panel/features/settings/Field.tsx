import { Input } from '@mantine/core';
import { useId, type ComponentPropsWithRef } from 'react';
import classes from './settings.module.css';

type Passed =
  | 'ref'
  | 'className'
  | 'value'
  | 'placeholder'
  | 'maxLength'
  | 'readOnly'
  | 'autoFocus'
  | 'inputMode'
  | 'aria-label'
  | 'onChange'
  | 'onBlur'
  | 'onKeyDown'
  | 'onKeyUp';

interface Props extends Pick<ComponentPropsWithRef<'input'>, Passed> {
  /** Ids of the row's label, which names it unless it has a name of its own, and of the row's help. */
  labelId: string;
  whatId: string | undefined;
  /** What is wrong with what is in it; true where that is said elsewhere. */
  wrong?: string | boolean | null | undefined;
}

/**
 * A text field of a setting: named and described by its row, with its mistake below it. The library's own names what it draws
 * itself, and nothing else.
 */
export function Field({ labelId, whatId, wrong = null, className, ...input }: Props) {
  const id = useId();
  const said = typeof wrong === 'string';
  const invalid = said || wrong === true;
  const described = [said && id, whatId].filter((each) => typeof each === 'string').join(' ');
  return (
    <div className={className}>
      <Input
        {...input}
        size="xs"
        withAria={false}
        autoComplete="off"
        spellCheck={false}
        error={invalid}
        aria-labelledby={input['aria-label'] === undefined ? labelId : undefined}
        aria-describedby={described === '' ? undefined : described}
        aria-invalid={invalid || undefined}
      />
      {said && (
        <p id={id} className={classes.fieldError}>
          {wrong}
        </p>
      )}
    </div>
  );
}
