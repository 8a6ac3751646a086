import { ActionIcon, Button } from '@mantine/core';
import { texts } from '../../../texts/panel.ts';
import { IconPlus, IconTrash } from '../../../ui/icons.ts';
import { pathOf } from './build.ts';
import { FieldGroup } from './FieldShell.tsx';
import classes from './form.module.css';
import { emptyDraft, type Draft, type FormNode } from './model.ts';
import type { FieldProps, Nesting } from './field-props.ts';

type Props = FieldProps & Nesting & { node: FormNode & { kind: 'list' }; draft: Draft & { kind: 'list' } };

/** A list of values of one kind: each with its number, all in their order. */
export function ListField({
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
  const isPlain = ['text', 'number', 'enum'].includes(node.item.kind);
  const full = node.max !== null && draft.items.length >= node.max;
  return (
    <FieldGroup
      label={label}
      description={description}
      required={required}
      problem={problems.find((found) => found.path === path)?.message}
    >
      <>
        {draft.items.length > 0 && (
          <ol className={classes.list}>
            {draft.items.map((item, index) => (
              <li key={item.id} className={classes.item}>
                <div className={classes.itemBody}>
                  <Node
                    label={texts.form.item(label, index + 1)}
                    description=""
                    labelHidden={isPlain}
                    required
                    node={node.item}
                    draft={item.draft}
                    path={path + pathOf([index])}
                    problems={problems}
                    onChange={(changed) =>
                      onChange({
                        ...draft,
                        items: draft.items.map((other) =>
                          other.id === item.id ? { id: item.id, draft: changed } : other,
                        ),
                      })
                    }
                  />
                </div>
                <ActionIcon
                  variant="subtle"
                  size={24}
                  aria-label={texts.form.removeItem(label, index + 1)}
                  onClick={() =>
                    onChange({ ...draft, items: draft.items.filter((other) => other.id !== item.id) })
                  }
                >
                  <IconTrash size={14} stroke={1.75} aria-hidden />
                </ActionIcon>
              </li>
            ))}
          </ol>
        )}
        <div>
          <Button
            size="xs"
            variant="default"
            disabled={full}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() =>
              onChange({
                kind: 'list',
                nextId: draft.nextId + 1,
                items: [...draft.items, { id: draft.nextId, draft: emptyDraft(node.item) }],
              })
            }
          >
            {texts.form.addItem(label)}
          </Button>
        </div>
      </>
    </FieldGroup>
  );
}
