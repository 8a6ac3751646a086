import type { SystemInfo } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { IconWifiOff } from '../../../ui/icons.ts';
import { useChain } from '../../state/chain.ts';
import { useConnection } from '../../state/connection.ts';
import { valueOr } from '../../state/loadable.ts';
import { signingNow } from '../../state/signing.ts';
import { foundDamaged, useSystem } from '../../state/system.ts';
import { useView } from '../../state/view.ts';
import classes from './shell.module.css';

export function StatusBar() {
  const info = useSystem((state) => valueOr(state.info, null));
  const online = useConnection((state) => state.online);
  return (
    <footer className={classes.statusBar} aria-label={texts.status.label}>
      <span
        role="status"
        className={classes.offline}
        title={online ? undefined : texts.connection.offlineWhat}
      >
        {!online && (
          <>
            <IconWifiOff size={12} aria-hidden />
            {texts.connection.offline}
          </>
        )}
      </span>
      {info && (
        <>
          <span className={classes.folder} title={info.userData}>
            {texts.status.dataFolder} <bdi>{info.userData}</bdi>
          </span>
          <CopyButton text={() => info.userData} label={texts.status.copyFolder} />
          <RecordBadge info={info} />
          <span className={classes.version} title={versionsOf(info)}>
            {versionsOf(info)}
          </span>
        </>
      )}
    </footer>
  );
}

function versionsOf({ appVersion, electron }: SystemInfo): string {
  return texts.status.versions(appVersion, electron);
}

/** Whether the record is whole, as far as this window has looked, and signed. */
function RecordBadge({ info }: { info: SystemInfo }) {
  const report = useChain((state) => state.report);
  const { signed } = signingNow(report, info.audit);
  const checking = useChain((state) => state.since !== null);
  const go = useView((state) => state.go);
  const words = texts.status.record;
  const broken = report === null ? foundDamaged(info) : !report.ok;
  const state = checking ? 'checking' : broken ? 'broken' : report === null ? 'kept' : 'checked';
  return (
    <button
      type="button"
      className={classes.record}
      data-broken={state === 'broken' || undefined}
      title={words.open}
      onClick={() => go({ type: 'open', name: 'log' })}
    >
      {words[state]} · {signed ? words.signed : words.unsigned}
    </button>
  );
}
