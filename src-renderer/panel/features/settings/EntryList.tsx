import { ActionIcon } from '@mantine/core';
import { texts } from '../../../texts/panel.ts';
import { IconX } from '../../../ui/icons.ts';
import { InertText } from '../../../ui/InertText.tsx';
import classes from './settings.module.css';

interface Props {
  entries: string[];
  none: string;
  label: string;
  onRemove: (entry: string) => void;
}

/** Folders or hosts: each whole, each with its way out. */
export function EntryList({ entries, none, label, onRemove }: Props) {
  if (entries.length === 0) return <p className={classes.none}>{none}</p>;
  return (
    <ul className={classes.entries} aria-label={label}>
      {entries.map((entry) => (
        <li key={entry} className={classes.entry}>
          <span className={classes.entryText}>
            <InertText text={entry} />
          </span>
          <ActionIcon
            variant="subtle"
            size={22}
            aria-label={texts.settings.remove(entry)}
            onClick={() => onRemove(entry)}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}
