import type { ReactNode } from 'react';
import type { ModelsStatus, OptionalPathStatus, PathStatus } from '../../../../src-preload/contract/types.ts';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { texts } from '../../../texts/panel.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { IconAlertTriangle, IconCheck, IconCircleDashed, IconFolder } from '../../../ui/icons.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Section } from '../../../ui/Section.tsx';
import { valueOr } from '../../state/loadable.ts';
import { useModels } from '../../state/models.ts';
import { useSettings } from '../../state/settings.ts';
import { ChangeNote } from '../settings/Row.tsx';
import classes from './models.module.css';

const words = texts.models;

/** The folders that were looked in: which, from where, and whether they are there. */
export function Folders({ status }: { status: ModelsStatus }) {
  const set = useSettings((state) => valueOr(state.settings, null)?.models_root ?? null);
  const saving = useSettings((state) => state.changes.models_root?.state === 'saving');
  const { pickModelsRoot, update } = useSettings.getState();
  const then = (changed: Promise<boolean>): void =>
    void changed.then((made) => (made ? useModels.getState().refetch() : undefined));
  return (
    <Section
      level={2}
      title={words.folders}
      actions={
        <>
          {set !== null && (
            <BusyButton
              size="xs"
              variant="default"
              busy={saving}
              onClick={() => then(update('models_root', null))}
            >
              {words.clear}
            </BusyButton>
          )}
          <BusyButton
            size="xs"
            variant="default"
            busy={saving}
            leftSection={<IconFolder size={14} aria-hidden />}
            onClick={() => then(pickModelsRoot())}
          >
            {words.choose}
          </BusyButton>
        </>
      }
    >
      <ChangeNote settingKey="models_root" />
      <dl className={classes.folders}>
        <Folder label={words.root} folder={status.modelsRoot}>
          {words.notSet}. {words.rootWhat}
        </Folder>
        <Folder label={words.ollamaFolder} folder={status.ollamaModels} />
      </dl>
    </Section>
  );
}

function Folder({
  label,
  folder,
  children,
}: {
  label: string;
  folder: OptionalPathStatus;
  children?: ReactNode;
}) {
  return (
    <div className={classes.folder}>
      <dt>{label}</dt>
      <dd>
        {folder.path === null ? (
          <span className="el-dim">{children}</span>
        ) : (
          <>
            <span className={classes.path}>
              <InertText text={folder.path} />
            </span>
            <FolderBadge folder={folder} />
            <span className={classes.about}>
              {words.from} <InertText text={folder.from} />
              {folder.error !== undefined && (
                <>
                  {': '}
                  <InertText text={folder.error} />
                </>
              )}
            </span>
          </>
        )}
      </dd>
    </div>
  );
}

function FolderBadge({ folder }: { folder: PathStatus }) {
  if (folder.error === undefined) {
    return (
      <Badge tone="good" icon={<IconCheck size={12} aria-hidden />}>
        {words.found}
      </Badge>
    );
  }
  return folder.exists ? (
    <Badge tone="warn" icon={<IconAlertTriangle size={12} aria-hidden />}>
      {words.unreadable}
    </Badge>
  ) : (
    <Badge tone="neutral" icon={<IconCircleDashed size={12} aria-hidden />}>
      {words.missing}
    </Badge>
  );
}
