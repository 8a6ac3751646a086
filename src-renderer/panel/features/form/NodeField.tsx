import { Checkbox, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { useId } from 'react';
import { texts } from '../../../texts/panel.ts';
import { FieldList } from './FieldList.tsx';
import { FieldGroup, FieldShell } from './FieldShell.tsx';
import classes from './form.module.css';
import type { FieldProps } from './field-props.ts';
import { ListField } from './ListField.tsx';
import { asText } from '../../../ui/as-text.ts';
import { VariantField } from './VariantField.tsx';

/** One field of any kind. A draft that is not of its node's kind cannot come about and is not drawn. */
export function NodeField(props: FieldProps) {
  const { label, description, labelHidden, required, node, draft, path, problems, suggest, onChange } = props;
  const listId = useId();
  const group = {
    label,
    description,
    required,
    problem: problems.find((found) => found.path === path)?.message,
  };
  const shell = { ...group, labelHidden };

  if (node.kind === 'text' && draft.kind === 'text') {
    // Long texts get room; a line break is a character like any other.
    const tall = draft.text.includes('\n') || (node.maxLength !== null && node.maxLength >= 10_000);
    const change = (text: string): void => onChange({ kind: 'text', text });
    return (
      <FieldShell {...shell}>
        {(described) =>
          tall ? (
            <Textarea
              {...described}
              autosize={false}
              rows={4}
              value={draft.text}
              onChange={(event) => change(event.currentTarget.value)}
            />
          ) : (
            <>
              <TextInput
                {...described}
                value={draft.text}
                autoComplete="off"
                spellCheck={false}
                list={suggest && suggest.length > 0 ? listId : undefined}
                inputMode={node.format === 'uri' ? 'url' : undefined}
                placeholder={node.format === 'uri' ? 'https://' : undefined}
                onChange={(event) => change(event.currentTarget.value)}
              />
              {suggest && suggest.length > 0 && (
                <datalist id={listId}>
                  {suggest.map((value) => (
                    <option key={value} value={value} />
                  ))}
                </datalist>
              )}
            </>
          )
        }
      </FieldShell>
    );
  }
  if (node.kind === 'number' && draft.kind === 'text') {
    return (
      <FieldShell {...shell}>
        {(described) => (
          <TextInput
            {...described}
            className={classes.number}
            classNames={{ ...described.classNames, wrapper: classes.short ?? '' }}
            inputMode={node.integer ? 'numeric' : 'decimal'}
            autoComplete="off"
            value={draft.text}
            onChange={(event) => onChange({ kind: 'text', text: event.currentTarget.value })}
          />
        )}
      </FieldShell>
    );
  }
  if (node.kind === 'flag' && draft.kind === 'flag') {
    return (
      <div className={classes.field}>
        <Switch
          checked={draft.value === true}
          label={label}
          description={description === '' ? undefined : description}
          error={group.problem}
          onChange={(event) => onChange({ kind: 'flag', value: event.currentTarget.checked })}
        />
      </div>
    );
  }
  if (node.kind === 'enum' && draft.kind === 'enum') {
    return (
      <FieldShell {...shell}>
        {(described) => (
          <NativeSelect
            {...described}
            classNames={{ ...described.classNames, wrapper: classes.medium ?? '' }}
            value={draft.index === null ? '' : String(draft.index)}
            onChange={(event) => {
              const value = event.currentTarget.value;
              onChange({ kind: 'enum', index: value === '' ? null : Number(value) });
            }}
            data={[
              ...(required && draft.index !== null ? [] : [{ value: '', label: texts.form.notSet }]),
              ...node.options.map((option, index) => ({ value: String(index), label: asText(option) })),
            ]}
          />
        )}
      </FieldShell>
    );
  }
  if (node.kind === 'choices' && draft.kind === 'choices') {
    return (
      <FieldGroup {...group}>
        <div className={classes.choices}>
          {node.options.map((option) => (
            <Checkbox
              key={option}
              label={option}
              checked={draft.values.includes(option)}
              onChange={(event) =>
                onChange({
                  kind: 'choices',
                  values: event.currentTarget.checked
                    ? [...draft.values, option]
                    : draft.values.filter((value) => value !== option),
                })
              }
            />
          ))}
        </div>
      </FieldGroup>
    );
  }
  if (node.kind === 'json' && draft.kind === 'json') {
    return (
      <FieldShell {...shell}>
        {(described) => (
          <Textarea
            {...described}
            classNames={{ ...described.classNames, input: classes.code ?? '' }}
            rows={4}
            spellCheck={false}
            value={draft.text}
            onChange={(event) => onChange({ kind: 'json', text: event.currentTarget.value })}
          />
        )}
      </FieldShell>
    );
  }
  if (node.kind === 'list' && draft.kind === 'list')
    return <ListField {...props} node={node} draft={draft} Node={NodeField} />;
  if (node.kind === 'variant' && draft.kind === 'variant') {
    return <VariantField {...props} node={node} draft={draft} Node={NodeField} />;
  }
  if (node.kind === 'object' && draft.kind === 'object') {
    return (
      <FieldGroup {...group}>
        <div className={classes.nested}>
          <FieldList
            fields={node.fields}
            drafts={draft.fields}
            path={path}
            problems={problems}
            onChange={(fields) => onChange({ kind: 'object', fields })}
            Node={NodeField}
          />
        </div>
      </FieldGroup>
    );
  }
  return null;
}
