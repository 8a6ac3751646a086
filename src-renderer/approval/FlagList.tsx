import type { ApprovalFlag, ApprovalView } from '../../src-preload/contract/types.ts';
import { SafeText } from './SafeText.tsx';
import { realHost, textAt } from './secrets.ts';
import { IconWarning } from './shapes.tsx';
import { texts } from '../texts/approval-window.ts';

/** What may mislead the eye, and where. A secret misleads nobody: it is masked where it stands. */
export function FlagList({ view, flags }: { view: ApprovalView; flags: readonly ApprovalFlag[] }) {
  const shown = flags.filter(({ kind }) => kind !== 'secret');
  if (shown.length === 0) return null;
  return (
    <section className="ap-box" data-tone="warn" aria-labelledby="ap-flags">
      <h2 id="ap-flags">
        <IconWarning />
        {texts.flags.title(shown.length)}
      </h2>
      <ul className="ap-flags">
        {shown.map((flag, index) => (
          <li key={index}>
            <strong>{texts.flags.kinds[flag.kind]}</strong> {texts.flags.where}{' '}
            <span className="ap-code">
              <SafeText text={flag.where} />
            </span>
            {': '}
            <SafeText text={flag.message} />
            <RealHost view={view} flag={flag} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RealHost({ view, flag }: { view: ApprovalView; flag: ApprovalFlag }) {
  const host = flag.kind === 'lookalike_host' ? realHost(textAt(view, flag.where) ?? '') : null;
  if (host === null) return null;
  return (
    <>
      {' '}
      {texts.flags.reallyHost} <strong className="ap-code ap-host">{host}</strong>.
    </>
  );
}
