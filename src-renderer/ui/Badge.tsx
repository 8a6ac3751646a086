import type { ReactNode } from 'react';
import type { Risk, Status } from '../../src-preload/contract/types.ts';
import { texts } from '../texts/panel.ts';
import classes from './Badge.module.css';
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircle,
  IconCircleDashed,
  IconCircleMinus,
  IconClockX,
  IconEye,
  IconPlayerPause,
  IconPlugConnectedX,
  IconX,
} from './icons.ts';
import { RISK_TONE, statusTone, type Tone } from './tones.ts';

const RISK_SHAPE = { low: IconCircle, medium: IconAlertTriangle, high: IconAlertOctagon };

const STATUS_SHAPE: Record<Status, typeof IconX> = {
  ok: IconCheck,
  dry_run: IconEye,
  error: IconX,
  invalid_args: IconAlertTriangle,
  unknown_tool: IconAlertTriangle,
  disabled: IconCircleMinus,
  unavailable: IconPlugConnectedX,
  policy_blocked: IconBan,
  rate_limited: IconClockX,
  budget_exceeded: IconClockX,
  paused: IconPlayerPause,
  denied: IconBan,
  cancelled: IconCircleMinus,
  timed_out: IconClockX,
  interrupted: IconAlertTriangle,
};

/** A word with a shape and a tone: never the colour alone. */
export function Badge({ tone, icon, children }: { tone: Tone; icon: ReactNode; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}

export function RiskBadge({ risk }: { risk: Risk }) {
  const Shape = RISK_SHAPE[risk];
  return (
    <Badge tone={RISK_TONE[risk]} icon={<Shape size={12} stroke={2} aria-hidden />}>
      {texts.risk[risk]}
      <span className="el-visually-hidden"> {texts.risk.suffix}</span>
    </Badge>
  );
}

/** How a run ended; null while it is open. */
export function StatusBadge({ status }: { status: Status | null }) {
  const Shape = status === null ? IconCircleDashed : STATUS_SHAPE[status];
  return (
    <Badge tone={statusTone(status)} icon={<Shape size={12} stroke={2.25} aria-hidden />}>
      {texts.statuses[status ?? 'open']}
    </Badge>
  );
}
