import { NativeSelect } from '@mantine/core';
import { texts } from '../../../texts/panel.ts';
import { FieldGroup, FieldShell } from './FieldShell.tsx';
import classes from './form.module.css';
import type { Draft, FormNode } from './model.ts';
import { labelOf } from './from-schema.ts';
import type { FieldProps, Nesting } from './field-props.ts';
import { FieldList } from './FieldList.tsx';

type Props = FieldProps &
  Nesting & { node: FormNode & { kind: 'variant' }; draft: Draft & { kind: 'variant' } };

/** A choice of shapes: which one, then its fields. What was entered for another shape is kept while one changes one's mind. */
export function VariantField({
  label,
  description,
  required,
  node,
  draft,
  path,
  problems,
  onChange,
  Node,
}: Props) {
  const variant = node.variants[draft.index];
  const inner = draft.drafts[draft.index];
  if (variant === undefined || inner === undefined) return null;
  const change = (changed: Draft): void =>
    onChange({ ...draft, drafts: draft.drafts.map((other, at) => (at === draft.index ? changed : other)) });
  return (
    <FieldGroup
      label={label}
      description={description}
      required={required}
      problem={problems.find((found) => found.path === path)?.message}
    >
      <div className={classes.nested}>
        <FieldShell
          label={variant.tag === null ? texts.form.kind : labelOf(variant.tag.key)}
          description={variant.tag?.description ?? ''}
          required
          problem={undefined}
        >
          {(described) => (
            <NativeSelect
              {...described}
              classNames={{ ...described.classNames, wrapper: classes.medium ?? '' }}
              value={String(draft.index)}
              onChange={(event) => onChange({ ...draft, index: Number(event.currentTarget.value) })}
              data={node.variants.map((option, index) => ({ value: String(index), label: option.label }))}
            />
          )}
        </FieldShell>
        {variant.node.kind === 'object' && inner.kind === 'object' ? (
          <FieldList
            fields={variant.node.fields.filter((field) => field.name !== variant.tag?.key)}
            drafts={inner.fields}
            keyPrefix={`${draft.index}/`}
            path={path}
            problems={problems}
            onChange={(fields) => change({ kind: 'object', fields })}
            Node={Node}
          />
        ) : (
          <Node
            label={variant.label}
            description=""
            required
            node={variant.node}
            draft={inner}
            path={path}
            problems={problems}
            onChange={change}
          />
        )}
      </div>
    </FieldGroup>
  );
}
