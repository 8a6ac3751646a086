import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { paletteTexts } from '../../../texts/palette.ts';
import { IconSearch } from '../../../ui/icons.ts';
import { openLog } from '../../state/open-log.ts';
import { usePalette } from '../../state/palette.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { matching } from './match.ts';
import classes from './palette.module.css';

const words = paletteTexts;

/**
 * Every action by name. A dialog of the platform's own: it keeps the keyboard inside, closes on Escape, and gives the focus
 * back to where it was.
 */
export default function Palette() {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const { hide } = usePalette.getState();
  // As things were when it was opened: a list that moves under the finger runs the wrong one.
  const [all] = useState(commands);
  const found = useMemo(() => withSearch(matching(all, typed), typed), [all, typed]);
  const chosen = Math.min(at, found.length - 1);

  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, found]);

  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    dialog.current?.close();
    hide();
    command.run();
    // Where the focus came from may be gone with its view: then the keyboard goes on in the new one.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.querySelector('main')?.focus();
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = found.length - 1;
    const next = {
      ArrowDown: chosen >= last ? 0 : chosen + 1,
      ArrowUp: chosen <= 0 ? last : chosen - 1,
      PageDown: Math.min(last, chosen + 8),
      PageUp: Math.max(0, chosen - 8),
    }[event.key];
    if (event.key === 'Enter') {
      event.preventDefault();
      run(found[chosen]);
    } else if (next !== undefined) {
      event.preventDefault();
      setAt(next);
    }
  };
  return (
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-label={words.title}
      onClose={hide}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        // The backdrop is the dialog itself; what is in it fills it.
        if (event.target === dialog.current) hide();
      }}
    >
      <div className={classes.inside}>
        <div className={classes.search}>
          <IconSearch size={16} aria-hidden />
          <input
            // A dialog is opened to be typed into.
            autoFocus
            className={classes.input}
            role="combobox"
            aria-label={words.input}
            aria-expanded
            aria-controls={`${id}-list`}
            aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
            aria-autocomplete="list"
            placeholder={words.hint}
            spellCheck={false}
            autoComplete="off"
            maxLength={200}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setAt(0);
            }}
          />
        </div>
        <ul ref={list} id={`${id}-list`} className={classes.list} role="listbox" aria-label={words.list}>
          {found.map((command, index) => (
            <li
              key={command.id}
              id={`${id}-${index}`}
              className={classes.option}
              role="option"
              aria-selected={index === chosen}
              onMouseMove={() => setAt(index)}
              onClick={() => run(command)}
            >
              <span className={classes.title}>{command.title}</span>
              {command.note !== undefined && (
                <span className={classes.note} translate={command.noteIsData ? 'no' : undefined}>
                  {command.note}
                </span>
              )}
              <span className={classes.group}>{words.groups[command.group]}</span>
            </li>
          ))}
        </ul>
        {found.length === 0 && <p className={classes.none}>{words.none}</p>}
        <div role="status" className="el-visually-hidden">
          {words.found(found.length)}
        </div>
      </div>
    </dialog>
  );
}

/** What was typed can also be looked for in the record. */
function withSearch(found: Command[], typed: string): Command[] {
  const text = typed.trim();
  if (text === '') return found;
  return [
    ...found,
    { id: 'search', group: 'search', title: words.searchLog(text), run: () => openLog({ text }) },
  ];
}
