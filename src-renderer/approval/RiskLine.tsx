import type { Risk } from '../../src-preload/contract/types.ts';
import { RISK_TONE } from '../ui/tones.ts';
import { SafeText } from './SafeText.tsx';
import { RiskShape } from './shapes.tsx';
import { texts } from '../texts/approval-window.ts';

/** How risky, by word, shape and colour; and why it asks. */
export function RiskLine({ risk, why, masks }: { risk: Risk; why: string; masks: readonly string[] }) {
  return (
    <p className="ap-risk">
      <span className="ap-badge" data-tone={RISK_TONE[risk]}>
        <RiskShape risk={risk} />
        {texts.risk[risk]}
      </span>
      <span>
        <span className="el-dim">{texts.why}</span> <SafeText text={why} masks={masks} />
      </span>
    </p>
  );
}
