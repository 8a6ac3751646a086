import { CopyButton } from './CopyButton.tsx';
import { segments } from './inert.ts';

/** An id: short on screen, whole on hover and when copied. */
export function Id({ value, label }: { value: string; label: string }) {
  const shown = segments(value.length > 12 ? `${value.slice(0, 8)}…` : value)
    .map((part) => (part.kind === 'text' ? part.text : part.label))
    .join('');
  return (
    <span className="el-id">
      <code className="el-code-plain" title={value}>
        {shown}
      </code>
      <CopyButton text={() => value} label={label} />
    </span>
  );
}
