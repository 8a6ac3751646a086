import { CopyButton } from './CopyButton.tsx';
import { plain } from './inert.ts';

/** An id: short on screen, whole on hover and when copied. */
export function Id({ value, label }: { value: string; label: string }) {
  const shown = value.length > 12 ? `${plain(value, 8)}…` : plain(value, 12);
  return (
    <span className="el-id">
      <code className="el-code-plain" title={plain(value, 200)}>
        {shown}
      </code>
      <CopyButton text={() => value} label={label} />
    </span>
  );
}
