import { Radio } from '@mantine/core';
import { APPROVAL_MODES, type Settings } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { valueOr } from '../../state/loadable.ts';
import { useSettings } from '../../state/settings.ts';
import { dataFile, useSystem } from '../../state/system.ts';
import { BrowserSettings } from './BrowserSettings.tsx';
import { ChoiceSetting } from './ChoiceSetting.tsx';
import { Help } from './Help.tsx';
import { HostList } from './HostList.tsx';
import { NumberSetting } from './NumberSetting.tsx';
import { PauseAndTray } from './PauseAndTray.tsx';
import { RemoveData } from './RemoveData.tsx';
import { Announcer, Group, Row } from './Row.tsx';
import classes from './settings.module.css';
import { SwitchSetting } from './SwitchSetting.tsx';
import { Updates } from './Updates.tsx';
import { Workspaces } from './Workspaces.tsx';

export default function SettingsView() {
  const settings = useSettings((state) => state.settings);
  const { refetch } = useSettings.getState();
  if (settings.state === 'failed') {
    return (
      <div className="el-page">
        <ErrorNote title={texts.settings.loadFailed} error={settings.error} onRetry={() => void refetch()} />
      </div>
    );
  }
  return (
    <div className={classes.scroll}>
      <div className={classes.page}>
        {settings.state === 'loading' ? (
          <SkeletonRows count={10} height={48} />
        ) : (
          <>
            {settings.error && (
              <ErrorNote title={texts.common.stale} error={settings.error} onRetry={() => void refetch()} />
            )}
            <p className="el-dim">{texts.settings.note}</p>
            <All settings={settings.value} />
          </>
        )}
      </div>
    </div>
  );
}

const LIMITS = [
  'max_steps_per_run',
  'max_retries_per_tool',
  'run_timeout_s',
  'approval_timeout_s',
  'max_concurrent_runs',
  'rate_per_minute',
  'loop_limit',
] as const;
const KEPT = ['audit_keep_days', 'audit_keep_mb', 'audit_segment_mb'] as const;

function All({ settings }: { settings: Settings }) {
  const words = texts.settings;
  const file = useSystem((state) => dataFile(valueOr(state.info, null), 'execution_layer_config.json'));
  return (
    <>
      <Group title={words.careful}>
        <Mode mode={settings.approval_mode} />
        <SwitchSetting
          settingKey="require_approval_for_risky"
          value={settings.require_approval_for_risky}
          label={words.risky}
          what={words.riskyWhat}
        />
        <SwitchSetting
          settingKey="dry_run_default"
          value={settings.dry_run_default}
          label={words.dryRun}
          what={words.dryRunWhat}
        />
      </Group>
      <Group title={words.places}>
        <Workspaces roots={settings.workspace_roots} />
      </Group>
      <Group title={words.network}>
        <HostList
          settingKey="allowed_domains"
          values={settings.allowed_domains}
          words={{
            title: words.domains,
            what: words.domainsWhat,
            none: words.noDomains,
            input: words.domainInput,
            placeholder: words.domainPlaceholder,
          }}
        />
        <HostList
          settingKey="private_hosts_allowed"
          values={settings.private_hosts_allowed}
          words={{
            title: words.hosts,
            what: words.hostsWhat,
            none: words.noHosts,
            input: words.hostInput,
            placeholder: words.hostPlaceholder,
          }}
        />
      </Group>
      <Group title={words.limits}>
        {LIMITS.map((key) => (
          <NumberSetting key={key} settingKey={key} value={settings[key]} />
        ))}
      </Group>
      <BrowserSettings settings={settings} />
      <Group title={words.record}>
        {KEPT.map((key) => (
          <NumberSetting key={key} settingKey={key} value={settings[key]} />
        ))}
      </Group>
      <Group title={words.reach}>
        <PauseAndTray accelerator={settings.pause_shortcut} />
        <SwitchSetting
          settingKey="start_at_login"
          value={settings.start_at_login}
          label={words.login}
          what={words.loginWhat}
        />
      </Group>
      <Group title={words.look}>
        <ChoiceSetting settingKey="theme" value={settings.theme} label={words.theme} options={words.themes} />
      </Group>
      <Updates feed={settings.update_feed_url} />
      <Help />
      <Group title={words.file}>
        <div className={classes.file}>
          <code className="el-code-plain">{file}</code>
          <CopyButton text={() => file} />
        </div>
        <p className="el-dim el-small">{words.fileWhat}</p>
        <RemoveData />
      </Group>
      <Announcer />
    </>
  );
}

function Mode({ mode }: { mode: Settings['approval_mode'] }) {
  const words = texts.settings;
  const { update } = useSettings.getState();
  return (
    <Row label={words.mode} settingKey="approval_mode" stacked>
      {({ labelId }) => (
        <Radio.Group
          aria-labelledby={labelId}
          value={mode}
          onChange={(value) => {
            const chosen = APPROVAL_MODES.find((known) => known === value);
            if (chosen !== undefined) void update('approval_mode', chosen);
          }}
        >
          <div className={classes.modes}>
            {APPROVAL_MODES.map((each) => (
              <Radio
                key={each}
                value={each}
                label={words.modes[each].label}
                description={words.modes[each].what}
              />
            ))}
          </div>
        </Radio.Group>
      )}
    </Row>
  );
}
