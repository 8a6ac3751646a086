import type { Problem } from './build.ts';
import { pathOf } from './build.ts';
import { NodeField } from './NodeField.tsx';
import type { Draft, FormNode } from './model.ts';
import classes from './form.module.css';

interface Props {
  node: FormNode;
  draft: Draft;
  problems: Problem[];
  /** Values worth offering, by field name. */
  suggestions: Record<string, string[]>;
  onChange: (draft: Draft) => void;
}

/** The fields of a tool's arguments. */
export function ArgsForm({ node, draft, problems, suggestions, onChange }: Props) {
  const shared = { problems, suggestions };
  if (node.kind !== 'object' || draft.kind !== 'object') {
    return (
      <NodeField
        {...shared}
        label=""
        description=""
        required
        node={node}
        draft={draft}
        path=""
        onChange={onChange}
      />
    );
  }
  return (
    <div className={classes.fields} translate="no">
      {node.fields.map((field) => {
        const inner = draft.fields[field.name];
        if (inner === undefined) return null;
        return (
          <NodeField
            {...shared}
            key={field.name}
            label={field.label}
            description={field.description}
            required={field.required}
            node={field.node}
            draft={inner}
            path={pathOf([field.name])}
            suggest={suggestions[field.name]}
            onChange={(changed) =>
              onChange({ kind: 'object', fields: { ...draft.fields, [field.name]: changed } })
            }
          />
        );
      })}
    </div>
  );
}
