import { useId, type ReactNode } from 'react';
import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { valueOr } from '../../state/loadable.ts';
import { loosening, useSettings, type SettingKey } from '../../state/settings.ts';
import { dataFile, useSystem } from '../../state/system.ts';
import { placed, type Place } from '../../state/wanted.ts';
import { AskingNote } from '../approvals/AskingNote.tsx';
import classes from './settings.module.css';

export function Group({ title, place, children }: { title: string; place?: Place; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.group} aria-labelledby={id} {...(place && placed(place))}>
      <h2 id={id} className={classes.groupTitle}>
        {title}
      </h2>
      <div className={classes.card}>{children}</div>
    </section>
  );
}

interface RowProps {
  label: string;
  what?: string | undefined;
  settingKey: SettingKey;
  /** The control below its words instead of beside them. */
  stacked?: boolean;
  children: (ids: { labelId: string; whatId: string | undefined }) => ReactNode;
}

/** One setting: what it is, its control, and what became of the last change. */
export function Row({ label, what, settingKey, stacked, children }: RowProps) {
  const id = useId();
  const labelId = `${id}-label`;
  const whatId = what === undefined ? undefined : `${id}-what`;
  return (
    <div className={classes.row} {...placed(`setting:${settingKey}`)}>
      <div className={classes.main} data-stacked={stacked || undefined}>
        <div className={classes.words}>
          <span id={labelId} className={classes.label}>
            {label}
          </span>
          {what !== undefined && (
            <span id={whatId} className={classes.what}>
              {what}
            </span>
          )}
        </div>
        <div className={classes.control}>{children({ labelId, whatId })}</div>
      </div>
      <ChangeNote settingKey={settingKey} />
    </div>
  );
}

/** That the last change is being asked, or why it was not made and what to do. */
export function ChangeNote({ settingKey }: { settingKey: SettingKey }) {
  const change = useSettings((state) => state.changes[settingKey]);
  const info = useSystem((state) => valueOr(state.info, null));
  if (change?.state === 'saving') return <AskingNote asked={loosening(settingKey)} />;
  if (change?.state !== 'failed') return null;
  const { error } = change;
  return (
    <div className={classes.failure}>
      <ErrorNote
        title={texts.settings.notChanged}
        error={error}
        todo={
          error.code === 'no_approver'
            ? texts.errors.todo.no_approver(dataFile(info, 'execution_layer_config.json'))
            : undefined
        }
        onDismiss={() => useSettings.getState().dismiss(settingKey)}
      />
    </div>
  );
}

/** Says aloud that a change was saved; on screen the control itself shows it. */
export function Announcer() {
  const saved = useSettings((state) =>
    Object.values(state.changes).some((change) => change.state === 'saved'),
  );
  return (
    <span role="status" className="el-visually-hidden">
      {saved ? texts.settings.saved : ''}
    </span>
  );
}
