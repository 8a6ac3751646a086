import { ActionIcon, Button, SegmentedControl, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { logTexts } from '../../../texts/log.ts';
import { IconDownload, IconFilter, IconSearch, IconX } from '../../../ui/icons.ts';
import { LOG_MODES } from '../../state/log-filter.ts';
import type { LogPanel } from '../../state/log-panel.ts';
import { useLog } from '../../state/log.ts';
import { placed } from '../../state/wanted.ts';
import { ChainBadge } from './ChainBadge.tsx';
import classes from './log.module.css';

/** Long enough that a word is typed in one go, short enough not to be felt. */
const SEARCH_AFTER_MS = 180;
export const SEARCH_ID = 'log-search';

export function Toolbar({ panel, onToggle }: { panel: LogPanel | null; onToggle: (name: LogPanel) => void }) {
  const mode = useLog((state) => state.mode);
  const live = useLog((state) => state.live);
  const { setMode, setLive } = useLog.getState();
  return (
    <div className={classes.toolbar}>
      <Search />
      <SegmentedControl
        size="xs"
        value={mode}
        onChange={(value) => setMode(LOG_MODES.find((known) => known === value) ?? 'runs')}
        data={LOG_MODES.map((value) => ({ value, label: logTexts.modes[value] }))}
        aria-label={logTexts.modeLabel}
      />
      <Button
        size="xs"
        variant="default"
        aria-expanded={panel === 'filter'}
        leftSection={<IconFilter size={14} aria-hidden />}
        onClick={() => onToggle('filter')}
      >
        {logTexts.addFilter}
      </Button>
      <Button
        size="xs"
        variant="default"
        className={classes.live}
        aria-pressed={live}
        title={live ? logTexts.liveOn : logTexts.liveOff}
        leftSection={<span className={classes.dot} aria-hidden />}
        onClick={() => setLive(!live)}
      >
        {logTexts.live}
      </Button>
      <span className={classes.gap} />
      <ChainBadge open={panel === 'chain'} onToggle={() => onToggle('chain')} />
      <Button
        size="xs"
        variant="default"
        aria-expanded={panel === 'export'}
        aria-label={logTexts.export.open}
        title={logTexts.export.open}
        className={classes.export}
        leftSection={<IconDownload size={14} aria-hidden />}
        onClick={() => onToggle('export')}
      >
        <span className={classes.exportWord}>{logTexts.export.open}</span>
      </Button>
    </div>
  );
}

/** Searches as you type; Esc clears, and again leaves. */
function Search() {
  const asked = useLog((state) => state.filter.text);
  const [text, setText] = useState(asked);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [seen, setSeen] = useState(asked);
  if (seen !== asked) {
    // It may have been cleared from elsewhere.
    setSeen(asked);
    setText(asked);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  const apply = (value: string): void => {
    const { filter, setFilter } = useLog.getState();
    if (filter.text !== value) setFilter({ ...filter, text: value });
  };
  const change = (value: string, afterMs: number): void => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => apply(value), afterMs);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter') change(text, 0);
    if (event.key !== 'Escape') return;
    event.preventDefault();
    if (text === '') event.currentTarget.blur();
    else change('', 0);
  };
  return (
    <TextInput
      id={SEARCH_ID}
      {...placed('log-search')}
      className={classes.search}
      size="xs"
      type="text"
      role="searchbox"
      aria-label={logTexts.search}
      placeholder={logTexts.searchHint}
      maxLength={500}
      spellCheck={false}
      autoComplete="off"
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        text !== '' && (
          <ActionIcon
            variant="subtle"
            size={20}
            aria-label={logTexts.clearSearch}
            onClick={() => change('', 0)}
          >
            <IconX size={13} aria-hidden />
          </ActionIcon>
        )
      }
      value={text}
      onChange={(event) => change(event.currentTarget.value, SEARCH_AFTER_MS)}
      onKeyDown={onKeyDown}
    />
  );
}
