import { ActionIcon, Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { texts } from '../../../texts/panel.ts';
import { IconChevronDown, IconChevronUp, IconPlus, IconTrash } from '../../../ui/icons.ts';
import { pathOf } from './build.ts';
import { FieldGroup } from './FieldShell.tsx';
import classes from './form.module.css';
import { emptyDraft, type Draft, type FormNode } from './model.ts';
import type { FieldProps, Nesting } from './field-props.ts';

type Props = FieldProps & Nesting & { node: FormNode & { kind: 'list' }; draft: Draft & { kind: 'list' } };

/** The same items with one of them at another place. */
function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const others = items.toSpliced(from, 1);
  return others.toSpliced(to, 0, ...items.slice(from, from + 1));
}

interface MoveProps {
  label: string;
  at: number;
  last: number;
  onMove: (to: number) => void;
}

/** One place up or down. The keyboard goes with the item, so that it can be moved on. */
function MoveButtons({ label, at, last, onMove }: MoveProps) {
  const buttons = useRef<HTMLSpanElement>(null);
  const [said, setSaid] = useState('');
  const move = (way: -1 | 1): void => {
    const to = at + way;
    onMove(to);
    setSaid(texts.form.moved(label, at + 1, to + 1));
    requestAnimationFrame(() => {
      const [up, down] = buttons.current?.querySelectorAll('button') ?? [];
      const [wanted, other] = way < 0 ? [up, down] : [down, up];
      (wanted?.disabled === false ? wanted : other)?.focus();
    });
  };
  return (
    <span ref={buttons} className={classes.moves}>
      <ActionIcon
        variant="subtle"
        size={24}
        disabled={at === 0}
        aria-label={texts.form.moveUp(label, at + 1)}
        onClick={() => move(-1)}
      >
        <IconChevronUp size={14} stroke={1.75} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        size={24}
        disabled={at === last}
        aria-label={texts.form.moveDown(label, at + 1)}
        onClick={() => move(1)}
      >
        <IconChevronDown size={14} stroke={1.75} aria-hidden />
      </ActionIcon>
      <span role="status" className="el-visually-hidden">
        {said}
      </span>
    </span>
  );
}

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
                {draft.items.length > 1 && (
                  <MoveButtons
                    label={label}
                    at={index}
                    last={draft.items.length - 1}
                    onMove={(to) => onChange({ ...draft, items: moved(draft.items, index, to) })}
                  />
                )}
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
