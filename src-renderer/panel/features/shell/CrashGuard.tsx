import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { texts } from '../../../texts/panel.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Note } from '../../../ui/Note.tsx';

interface State {
  error: Error | null;
}

/** A bug in one view leaves the rest, and above all the pause button, in place. */
export class CrashGuard extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className="el-page">
        <Note
          tone="bad"
          live
          title={texts.crash.title}
          actions={
            <Button size="xs" variant="default" onClick={() => this.setState({ error: null })}>
              {texts.crash.retry}
            </Button>
          }
        >
          {texts.crash.what} <InertText text={error.message} />
        </Note>
      </div>
    );
  }
}
