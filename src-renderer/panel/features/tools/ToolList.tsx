import { Switch } from '@mantine/core';
import { useRef, type KeyboardEvent } from 'react';
import type { ToolInfo } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { RiskBadge } from '../../../ui/Badge.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { IconPlugConnectedX } from '../../../ui/icons.ts';
import { dataFile, useSystem } from '../../state/system.ts';
import { valueOr } from '../../state/loadable.ts';
import { turnOn, useTools } from '../../state/tools.ts';
import { AskingNote } from '../approvals/AskingNote.tsx';
import classes from './tools.module.css';

/** Kept in step with the rows' height in the style sheet, for the skeleton. */
export const TOOL_ROW_PX = 46;
/** How many there will be, for the skeleton. */
export const EXPECTED_TOOLS = 5;

interface Props {
  tools: ToolInfo[];
  selected: string | null;
  onSelect: (tool: string) => void;
}

export function ToolList({ tools, selected, onSelect }: Props) {
  const list = useRef<HTMLUListElement>(null);
  // Arrow keys move between the tools, as in any list; Tab still reaches every control.
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('button[data-open]') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (at < 0) return;
    event.preventDefault();
    buttons[at + step]?.focus();
  };
  return (
    <ul ref={list} className={classes.list} onKeyDown={onKeyDown}>
      {tools.map((tool) => (
        <ToolRow key={tool.name} tool={tool} selected={tool.name === selected} onSelect={onSelect} />
      ))}
    </ul>
  );
}

/** In a short list the reason could come about below the edge. */
function bringIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

function ToolRow({
  tool,
  selected,
  onSelect,
}: {
  tool: ToolInfo;
  selected: boolean;
  onSelect: Props['onSelect'];
}) {
  const toggle = useTools((state) => state.toggles[tool.name]);
  return (
    <li className={classes.item}>
      <div className={classes.row} data-selected={selected || undefined}>
        <button
          type="button"
          data-open
          className={classes.open}
          aria-current={selected || undefined}
          aria-label={texts.tools.open(tool.name)}
          onClick={() => onSelect(tool.name)}
        />
        <div className={classes.words}>
          <span className={classes.name} translate="no">
            {tool.name}
          </span>
          <span className={classes.sub} translate="no">
            {tool.availability.ok ? (
              tool.title
            ) : (
              <>
                <IconPlugConnectedX size={12} aria-hidden /> {tool.availability.reason}
              </>
            )}
          </span>
        </div>
        <RiskBadge risk={tool.risk} />
        <ToolSwitch tool={tool} />
      </div>
      {toggle?.state === 'saving' && (
        <div className={classes.asking}>
          <AskingNote asked={turnOn(tool.name)} />
        </div>
      )}
      {toggle?.state === 'failed' && (
        <div className={classes.failure} ref={bringIntoView}>
          <ToggleFailure tool={tool} />
        </div>
      )}
    </li>
  );
}

function ToolSwitch({ tool }: { tool: ToolInfo }) {
  const toggle = useTools((state) => state.toggles[tool.name]);
  const setEnabled = useTools((state) => state.setEnabled);
  const saving = toggle?.state === 'saving';
  return (
    <span className={classes.switch}>
      <span className={classes.onOff} aria-hidden>
        {tool.enabled ? texts.common.on : texts.common.off}
      </span>
      <Switch
        checked={tool.enabled}
        aria-label={texts.tools.enable(tool.name)}
        aria-busy={saving || undefined}
        onChange={(event) => {
          if (!saving) void setEnabled(tool.name, event.currentTarget.checked);
        }}
      />
    </span>
  );
}

function ToggleFailure({ tool }: { tool: ToolInfo }) {
  const toggle = useTools((state) => state.toggles[tool.name]);
  const dismiss = useTools((state) => state.dismiss);
  const setEnabled = useTools((state) => state.setEnabled);
  const info = useSystem((state) => valueOr(state.info, null));
  if (toggle?.state !== 'failed') return null;
  const asks = toggle.error.code === 'no_approver';
  return (
    <ErrorNote
      title={texts.tools.toggleFailed(tool.name, toggle.enabled)}
      error={toggle.error}
      todo={asks ? texts.errors.todo.no_approver(dataFile(info, 'execution_layer_config.json')) : undefined}
      onRetry={
        asks || toggle.error.code === 'denied' ? undefined : () => void setEnabled(tool.name, toggle.enabled)
      }
      onDismiss={() => dismiss(tool.name)}
    />
  );
}
