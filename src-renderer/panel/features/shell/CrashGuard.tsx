import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { texts } from '../../../texts/panel.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { loadAgain } from '../../../ui/lazy-again.tsx';
import { Note } from '../../../ui/Note.tsx';

interface Props {
  children: ReactNode;
  /** What stands in its place, with the way to try again; without it, a note that says so. */
  instead?: (error: Error, retry: () => void) => ReactNode;
}

interface State {
  error: Error | null;
}

/** A bug in one part leaves the rest, and above all the pause button, in place. */
export class CrashGuard extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    const { children, instead = (failed, retry) => <Crashed error={failed} retry={retry} /> } = this.props;
    if (error === null) return children;
    return instead(error, () => {
      loadAgain();
      this.setState({ error: null });
    });
  }
}

/** That a view broke, and what that means. */
function Crashed({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <div className="el-page">
      <Note
        tone="bad"
        live
        title={texts.crash.title}
        actions={
          <Button size="xs" variant="default" onClick={retry}>
            {texts.crash.retry}
          </Button>
        }
      >
        {texts.crash.what} <InertText text={error.message} />
      </Note>
    </div>
  );
}
