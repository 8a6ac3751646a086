import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { ModelsStatus } from '../../../../src-preload/contract/types.ts';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { texts } from '../../../texts/panel.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { Going } from '../../../ui/Going.tsx';
import { IconCircleDashed, IconCircleFilled, IconRefresh } from '../../../ui/icons.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Later } from '../../../ui/Later.tsx';
import { Note } from '../../../ui/Note.tsx';
import { Section } from '../../../ui/Section.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { useModels } from '../../state/models.ts';
import { Folders } from './Folders.tsx';
import { ModelTable } from './ModelTable.tsx';
import classes from './models.module.css';

const words = texts.models;

/** What runs here without the internet: where models lie, whether Ollama answers, which there are. */
export default function ModelsView() {
  const status = useModels((state) => state.status);
  const since = useModels((state) => state.since);
  const { look, stop } = useModels.getState();
  const stopLooking = (): Promise<boolean> => {
    stop();
    return Promise.resolve(true);
  };
  // What lies on the disk and who listens tell nobody when they change.
  useEffect(() => void look(), [look]);
  if (status.state === 'failed') {
    return (
      <div className="el-page">
        <ErrorNote title={words.loadFailed} error={status.error} onRetry={() => void look()} />
      </div>
    );
  }
  return (
    <div className={classes.scroll}>
      <div className={classes.page}>
        {since !== null && (
          <Later key={since}>
            <Going since={since} words={words.looking} onCancel={stopLooking} />
          </Later>
        )}
        {status.state === 'loading' ? (
          since === null ? (
            <Empty
              title={words.stopped}
              action={
                <Button size="xs" variant="default" onClick={() => void look()}>
                  {words.refresh}
                </Button>
              }
            >
              {words.stoppedWhat}
            </Empty>
          ) : (
            <SkeletonRows count={6} height={48} />
          )
        ) : (
          <>
            {status.error && (
              <ErrorNote title={texts.common.stale} error={status.error} onRetry={() => void look()} />
            )}
            <Found status={status.value} />
          </>
        )}
      </div>
    </div>
  );
}

function Found({ status }: { status: ModelsStatus }) {
  const looking = useModels((state) => state.since !== null);
  const { look } = useModels.getState();
  return (
    <>
      <Section
        level={2}
        title={words.ollama}
        aside={<OllamaBadge ollama={status.ollama} />}
        actions={
          <BusyButton
            size="xs"
            variant="default"
            busy={looking}
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={() => void look()}
          >
            {words.refresh}
          </BusyButton>
        }
      >
        <p className="el-dim">
          {words.at}{' '}
          <span className="el-code">
            <InertText text={status.ollama.url} />
          </span>{' '}
          {words.onlyHere}
        </p>
        {status.ollama.error !== undefined && (
          <div className={classes.note}>
            <Note tone="warn" title={words.strange}>
              <InertText text={status.ollama.error} />
            </Note>
          </div>
        )}
        {!status.ollama.answering && status.ollama.error === undefined && (
          <p className="el-dim el-small">{words.silentHint}</p>
        )}
      </Section>
      <Folders status={status} />
      {status.problems.length > 0 && (
        <Note tone="warn" title={words.problems}>
          {status.problems.map((problem) => (
            <p key={problem}>
              <InertText text={problem} />
            </p>
          ))}
        </Note>
      )}
      <ModelTable models={status.models} />
    </>
  );
}

function OllamaBadge({ ollama }: { ollama: ModelsStatus['ollama'] }) {
  if (ollama.answering) {
    return (
      <Badge tone="good" icon={<IconCircleFilled size={8} aria-hidden />}>
        {words.answering}
      </Badge>
    );
  }
  return (
    <Badge tone="neutral" icon={<IconCircleDashed size={12} aria-hidden />}>
      {ollama.error === undefined ? words.silent : words.unusable}
    </Badge>
  );
}
