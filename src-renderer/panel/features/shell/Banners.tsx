import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { InertText } from '../../../ui/InertText.tsx';
import { Note } from '../../../ui/Note.tsx';
import { Time } from '../../../ui/Time.tsx';
import { useApprovals } from '../../state/approvals.ts';
import { useConnection } from '../../state/connection.ts';
import { RESUME, useControl } from '../../state/control.ts';
import { valueOr } from '../../state/loadable.ts';
import { dataFile, useSystem } from '../../state/system.ts';
import { AskingNote } from '../approvals/AskingNote.tsx';
import { LeftWindows } from './LeftWindows.tsx';
import classes from './shell.module.css';

const TONE = { info: 'info', warning: 'warn', error: 'bad' } as const;

/** What concerns the whole app: the pause, a failed change of it, the notices of this start. */
export function Banners() {
  const control = useControl((state) => valueOr(state.control, null));
  const failure = useControl((state) => state.failure);
  const resuming = useControl((state) => state.changing === 'resume');
  const unshown = useApprovals((state) => state.failure);
  const info = useSystem((state) => valueOr(state.info, null));
  const dismissed = useSystem((state) => state.dismissed);
  const notices = (info?.notices ?? []).filter((notice) => !dismissed.includes(notice.id));
  const answering = useConnection((state) => state.answering);
  const asks = failure?.error.code === 'no_approver';
  return (
    <aside className={classes.banners} aria-label={texts.notices.all}>
      {!answering && (
        <Note bar live tone="bad" title={texts.connection.silent}>
          {texts.connection.silentWhat}
        </Note>
      )}
      {control?.paused && (
        <Note bar tone="warn" title={texts.control.pausedTitle}>
          {control.since !== undefined && (
            <>
              {texts.control.pausedSince} <Time at={control.since} />
            </>
          )}
          {control.reason !== undefined && (
            <>
              {' · '}
              <InertText text={control.reason} />
            </>
          )}
          {resuming && <AskingNote asked={RESUME} />}
        </Note>
      )}
      {failure && (
        <div className={classes.bannerError}>
          <ErrorNote
            title={texts.control.failed[failure.what]}
            error={failure.error}
            todo={asks ? texts.control.resumeByFile(dataFile(info, 'control.json')) : undefined}
            onDismiss={() => useControl.getState().dismiss()}
          />
        </div>
      )}
      {unshown && (
        <div className={classes.bannerError}>
          <ErrorNote
            title={texts.approvals.reviewFailed}
            error={unshown}
            onDismiss={() => useApprovals.getState().dismiss()}
          />
        </div>
      )}
      <LeftWindows />
      {notices.length > 0 && (
        <section aria-label={texts.notices.label}>
          {notices.map((notice) => (
            <Note
              key={notice.id}
              bar
              tone={TONE[notice.severity]}
              title={<InertText text={notice.title} />}
              dismissLabel={texts.notices.dismiss(notice.title)}
              onDismiss={() => useSystem.getState().dismiss(notice.id)}
            >
              <InertText text={notice.message} lines />
            </Note>
          ))}
        </section>
      )}
    </aside>
  );
}
