import type { ReactNode } from 'react';

interface Props {
  title: string;
  what?: ReactNode;
  retry?: { words: string; run: () => void };
}

/** The page when it has no request to show. */
export function Plain({ title, what, retry }: Props) {
  return (
    <main className="ap-plain">
      <h1>{title}</h1>
      {what !== undefined && <p className="el-dim">{what}</p>}
      {retry && (
        <button type="button" className="ap-small" onClick={retry.run}>
          {retry.words}
        </button>
      )}
    </main>
  );
}
