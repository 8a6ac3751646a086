import { logTexts } from '../../../texts/log.ts';
import { IconLoader2, IconShieldCheck, IconShieldExclamation, IconShieldX } from '../../../ui/icons.ts';
import { Badge } from '../../../ui/Badge.tsx';
import type { Tone } from '../../../ui/tones.ts';
import { useChain } from '../../state/chain.ts';
import { valueOr } from '../../state/loadable.ts';
import { signingNow } from '../../state/signing.ts';
import { useSystem } from '../../state/system.ts';
import classes from './log.module.css';

const words = logTexts.chain;
const STATES = ['unchecked', 'checking', 'checked', 'broken', 'failed'] as const;
type BadgeState = (typeof STATES)[number];

/** Whether the record is whole and signed, in two words; pressed, it says all of it. */
export function ChainBadge({ open, onToggle }: { open: boolean; onToggle: () => void }) {
  const { report, error, since } = useChain();
  const signing = useSystem((state) => valueOr(state.info, null)?.audit ?? null);
  const { signed } = signingNow(report, signing);
  const state: BadgeState =
    since !== null
      ? 'checking'
      : error !== null
        ? 'failed'
        : report === null
          ? 'unchecked'
          : report.ok
            ? 'checked'
            : 'broken';
  const tone: Tone = {
    checking: 'busy' as const,
    failed: 'warn' as const,
    unchecked: 'neutral' as const,
    // Without a signature, a log that was rewritten from end to end would look the same.
    checked: signed ? ('good' as const) : ('neutral' as const),
    broken: 'bad' as const,
  }[state];
  const Shape = {
    checking: IconLoader2,
    failed: IconShieldExclamation,
    unchecked: IconShieldExclamation,
    checked: IconShieldCheck,
    broken: IconShieldX,
  }[state];
  return (
    <div className={classes.badgeRoom}>
      {/* As wide as the widest that it may say: a check begins by itself, and must not move what somebody is about to press. */}
      {STATES.map((each) => (
        <span key={each} className={classes.badgeTwin} aria-hidden>
          <Badge tone="neutral" icon={<Shape size={12} stroke={2} />}>
            <Words state={each} signed={false} />
          </Badge>
        </span>
      ))}
      <button
        type="button"
        className={classes.badge}
        aria-expanded={open}
        title={words.open}
        onClick={onToggle}
      >
        <Badge tone={tone} icon={<Shape size={12} stroke={2} aria-hidden />}>
          <Words state={state} signed={signed} />
        </Badge>
      </button>
    </div>
  );
}

function Words({ state, signed }: { state: BadgeState; signed: boolean }) {
  return (
    <span>
      {words.badge[state]}
      <span className={classes.signed}> · {signed ? words.signed : words.unsigned}</span>
    </span>
  );
}
