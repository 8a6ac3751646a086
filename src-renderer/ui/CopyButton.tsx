import { ActionIcon } from '@mantine/core';
import { useEffect, useState } from 'react';
import { texts } from '../texts/panel.ts';
import { IconCheck, IconCopy, IconX } from './icons.ts';

/** Copies `text()` as it is, hidden characters included, and says whether it did. */
export function CopyButton({ text, label = texts.common.copy }: { text: () => string; label?: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), 1500);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (): void => {
    navigator.clipboard.writeText(text()).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  const words = { idle: label, copied: texts.common.copied, failed: texts.common.copyFailed }[state];
  const Shape = { idle: IconCopy, copied: IconCheck, failed: IconX }[state];
  return (
    <>
      <ActionIcon variant="subtle" size={22} onClick={copy} aria-label={label} title={words}>
        <Shape size={14} stroke={1.75} aria-hidden />
      </ActionIcon>
      <span role="status" className="el-visually-hidden">
        {state === 'idle' ? '' : words}
      </span>
    </>
  );
}
