import { Radio, SegmentedControl, Switch } from '@mantine/core';
import { APPROVAL_MODES, type Settings } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { valueOr } from '../../state/loadable.ts';
import { useSettings } from '../../state/settings.ts';
import { dataFile, useSystem } from '../../state/system.ts';
import { Help } from './Help.tsx';
import { HostList } from './HostList.tsx';
import { NumberSetting } from './NumberSetting.tsx';
import { PauseAndTray } from './PauseAndTray.tsx';
import { Announcer, Group, Row } from './Row.tsx';
import classes from './settings.module.css';
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

const NUMBERS = [
  'max_steps_per_run',
  'max_retries_per_tool',
  'run_timeout_s',
  'approval_timeout_s',
  'max_concurrent_runs',
  'rate_per_minute',
  'loop_limit',
] as const;

function All({ settings }: { settings: Settings }) {
  const words = texts.settings;
  const { update } = useSettings.getState();
  const file = useSystem((state) => dataFile(valueOr(state.info, null), 'execution_layer_config.json'));
  return (
    <>
      <Group title={words.careful}>
        <Row label={words.mode} settingKey="approval_mode" stacked>
          {({ labelId }) => (
            <Radio.Group
              aria-labelledby={labelId}
              value={settings.approval_mode}
              onChange={(value) => {
                const mode = APPROVAL_MODES.find((known) => known === value);
                if (mode !== undefined) void update('approval_mode', mode);
              }}
            >
              <div className={classes.modes}>
                {APPROVAL_MODES.map((mode) => (
                  <Radio
                    key={mode}
                    value={mode}
                    label={words.modes[mode].label}
                    description={words.modes[mode].what}
                  />
                ))}
              </div>
            </Radio.Group>
          )}
        </Row>
        <Row label={words.risky} what={words.riskyWhat} settingKey="require_approval_for_risky">
          {(described) => (
            <Switch
              aria-labelledby={described.labelId}
              aria-describedby={described.whatId}
              checked={settings.require_approval_for_risky}
              onChange={(event) => void update('require_approval_for_risky', event.currentTarget.checked)}
            />
          )}
        </Row>
        <Row label={words.dryRun} what={words.dryRunWhat} settingKey="dry_run_default">
          {(described) => (
            <Switch
              aria-labelledby={described.labelId}
              aria-describedby={described.whatId}
              checked={settings.dry_run_default}
              onChange={(event) => void update('dry_run_default', event.currentTarget.checked)}
            />
          )}
        </Row>
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
        {NUMBERS.map((key) => (
          <NumberSetting key={key} settingKey={key} value={settings[key]} words={words.numbers[key]} />
        ))}
      </Group>
      <Group title={words.reach}>
        <PauseAndTray />
        <Row label={words.login} what={words.loginWhat} settingKey="start_at_login">
          {(described) => (
            <Switch
              aria-labelledby={described.labelId}
              aria-describedby={described.whatId}
              checked={settings.start_at_login}
              onChange={(event) => void update('start_at_login', event.currentTarget.checked)}
            />
          )}
        </Row>
      </Group>
      <Group title={words.look}>
        <Row label={words.theme} settingKey="theme">
          {({ labelId }) => (
            <SegmentedControl
              size="xs"
              aria-labelledby={labelId}
              value={settings.theme}
              onChange={(value) => void update('theme', value)}
              data={(['system', 'light', 'dark'] as const).map((theme) => ({
                value: theme,
                label: words.themes[theme],
              }))}
            />
          )}
        </Row>
      </Group>
      <Updates feed={settings.update_feed_url} />
      <Help />
      <Group title={words.file}>
        <div className={classes.file}>
          <code className="el-code-plain">{file}</code>
          <CopyButton text={() => file} />
        </div>
        <p className="el-dim el-small">{words.fileWhat}</p>
      </Group>
      <Announcer />
    </>
  );
}
