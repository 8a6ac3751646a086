import type {
  ApprovalFlag,
  ApprovalScope,
  Caller,
  EffectKind,
  Risk,
} from '../../src-preload/contract/types.ts';
import { localized } from '../../src-preload/words/language.ts';
import type { Block } from '../approval/gate.ts';

const words = {
  noBridge: 'This page only works inside the Execution Layer app.',
  loading: 'Loading what is asked…',
  idle: { title: 'Nothing is waiting', what: 'This window closes by itself.' },
  failed: {
    title: 'What is asked could not be loaded',
    what: 'It is still waiting, and ends in a deny if nobody answers. Closing this window denies it now.',
    retry: 'Try again',
  },
  crash: {
    title: 'This window stopped working',
    what: 'Nothing was decided. What waits ends in a deny if nobody answers. Closing this window denies it now.',
    retry: 'Show it again',
  },
  asks: 'asks',
  batchAsks: (steps: number) => (steps === 1 ? 'A batch of 1 step asks' : `A batch of ${steps} steps asks`),
  changes: {
    'settings.update': 'A settings change asks',
    'control.resume': 'Resuming asks',
    'rules.propose': 'A new rule asks',
  } as Record<string, string>,
  /** Null: a caller of another kind, whose name is shown as it is. */
  callers: { panel: 'the panel', tray: 'the tray' } as Record<Caller, string>,
  from: 'from',
  queue: {
    label: 'Waiting requests',
    position: (position: number, waiting: number) => `${position} of ${waiting}`,
    previous: 'Previous request',
    next: 'Next request',
  },
  countdown: {
    left: (time: string) => `${time} left`,
    over: 'Time is up',
    announce: (seconds: number) => `${seconds} seconds left to answer. No answer is a deny.`,
  },
  risk: { low: 'Low risk', medium: 'Medium risk', high: 'High risk' } satisfies Record<Risk, string>,
  why: 'Asks because:',
  picture: {
    title: 'The screens now',
    alt: (marks: number) =>
      `Picture of the screens with ${marks === 1 ? 'the place' : `the ${marks} places`} where it would act.`,
    note: 'The numbers are its actions, in a batch step and action. The windows of this app go out of the way first.',
    none: 'There is no picture of where it would act:',
  },
  effects: {
    title: 'What it will do, in this order',
    none: 'This has no effects outside the app.',
    kinds: {
      read: 'Reads',
      write: 'Writes',
      network: 'Connects to',
      navigate: 'Opens',
      input: 'Input to',
      spawn: 'Starts',
      capture: 'Captures',
      setting: 'Sets',
    } satisfies Record<EffectKind, string>,
  },
  batch: { title: 'Its steps, in this order' },
  change: { title: 'What will be different', from: 'Now', to: 'Then', added: 'added', removed: 'removed' },
  args: {
    title: 'Arguments as they will be used',
    showAll: (lines: number, chars: number) =>
      lines > 1
        ? `Show all ${lines.toLocaleString()} lines`
        : `Show all ${chars.toLocaleString()} characters`,
    folded: 'Only the beginning is shown.',
  },
  says: {
    title: 'Says (not checked)',
    reason: 'What for',
    agentId: 'Who',
    department: 'Department',
    showAll: 'Show all of it',
  },
  flags: {
    title: (count: number) =>
      count === 1 ? 'Something here may mislead the eye' : `${count} things here may mislead the eye`,
    kinds: {
      invisible: 'Hidden characters',
      bidi: 'Reversed reading order',
      control: 'Control characters',
      lookalike_host: 'Look-alike host',
      long_spaces: 'Long run of spaces',
      secret: 'Secret',
      secret_sent: 'A secret leaves',
      untrusted: 'Words from outside',
    } satisfies Record<ApprovalFlag['kind'], string>,
    reallyHost: 'Its real name is',
    where: 'in',
    outside: 'This part came from outside in this session',
  },
  secret: { show: 'Show hidden value', hide: 'Hide value again', hideShort: 'hide' },
  spaces: (count: number) => ({ label: `␣×${count}`, name: `${count} spaces` }),
  scope: {
    label: 'How long to allow it',
    once: 'Once',
    session: 'This session',
    rule: 'Rule',
    host: 'Host',
    folder: 'Folder',
    action: 'Action',
    caller: 'Who',
    lasts: 'For',
    wholeSession: 'until the app is closed',
    atMost: (lasts: string) => `${lasts} at most`,
    onlyHost: (host: string) => `only ${host}`,
    anyHost: 'any host',
    onlyFolder: (folder: string) => `only ${folder}`,
    anyFolder: 'any folder',
    onlyAction: (action: string) => `only ${action}`,
    anyAction: 'any action',
    onlyCaller: (caller: string) => `only ${caller}`,
    anyCaller: 'anyone',
    working: 'Working out what that would cover…',
    failed: 'What that would cover could not be worked out:',
  },
  allow: 'Allow',
  deny: 'Deny',
  /** `lasts`: null for a session answer that holds until the app is closed. */
  allowHow: (kind: ApprovalScope['kind'], lasts: string | null) =>
    ({
      once: ' once',
      session: lasts === null ? ' for this session' : ` for ${lasts} at most`,
      rule: ` for ${lasts ?? ''}`,
    })[kind],
  allowChange: ' this change',
  note: { add: 'Add a note', label: 'Note with a deny (optional)', max: 4000 },
  block: {
    busy: 'Answering…',
    over: 'Time is up',
    too_early: 'A moment to read it first',
    folded: 'Show all arguments to allow',
    end: 'Read to the end to allow',
    words: 'Wait for what it would cover',
    unplanned: 'This plan cannot run, so there is nothing to allow',
  } satisfies Record<Block, string>,
  /** What became of an answer, or of a request that went away; said above the next one. */
  notes: {
    allowed: (kind: ApprovalScope['kind']) =>
      ({ once: 'Allowed once.', session: 'Allowed for this session.', rule: 'Allowed, and kept as a rule.' })[
        kind
      ],
    denied: 'Denied.',
    expired: 'A request ran out of time, which counts as a deny.',
    gone: 'A request was answered or withdrawn.',
  },
  problems: {
    too_early: 'That came before it could be read, so it did not count. It is still waiting for your answer.',
    hash_mismatch: 'What was asked is not what was shown, so nothing was allowed. This is what is asked now.',
    audit_unavailable: 'The answer could not be recorded, so nothing was allowed.',
    internal: 'Something went wrong inside the app, so nothing was allowed.',
    other: 'The app did not take this answer, so nothing was allowed.',
  },
  appSays: 'The app says:',
  durations: {
    day: (n: number) => (n === 1 ? '1 day' : `${n} days`),
    hour: (n: number) => (n === 1 ? '1 hour' : `${n} hours`),
    minute: (n: number) => (n === 1 ? '1 minute' : `${n} minutes`),
    second: (n: number) => (n === 1 ? '1 second' : `${n} seconds`),
  },
  values: {
    on: 'on',
    off: 'off',
    none: 'none',
    notSet: 'not set',
    empty: 'empty',
  },
  /** The settings in the words of the panel. A key that is not here is shown as it is. */
  keys: {
    paused: 'Paused',
    approval_mode: 'Approval mode',
    require_approval_for_risky: 'Ask for risky tools',
    max_steps_per_run: 'Steps per run',
    max_retries_per_tool: 'Retries',
    run_timeout_s: 'Time per run, in seconds',
    approval_timeout_s: 'Time to answer, in seconds',
    max_concurrent_runs: 'Runs at once',
    rate_per_minute: 'Runs per minute',
    loop_limit: 'Identical calls per minute',
    workspace_roots: 'Folders that tools may use',
    allowed_domains: 'Allowed domains',
    private_hosts_allowed: 'Allowed private hosts',
    models_root: 'Models folder',
    browser_path: 'Browser',
    browser_idle_s: 'Browser kept open, in seconds',
    pause_shortcut: 'Pause shortcut',
    dry_run_default: 'Dry run by default',
    input_speed: 'Speed of typing',
    audit_segment_mb: 'Size of a log file, in MB',
    audit_keep_days: 'Days the log is kept',
    audit_keep_mb: 'Size of the log that is kept, in MB',
    start_at_login: 'Start at login',
    update_feed_url: 'Server that updates come from',
  } as Record<string, string>,
  toolKey: (tool: string) => `Tool ${tool}`,
  modes: {
    auto: 'Automatic: low and medium risk run, high risk asks',
    require_approval: 'Ask: low risk runs, medium and high ask',
    read_only: 'Read only: low risk runs, everything else is refused',
  } as Record<string, string>,
  /** What an empty list or a zero means, where it means more than nothing. */
  emptyMeans: {
    allowed_domains: 'empty means any public host',
    rate_per_minute: '0: no limit',
    loop_limit: '0: no limit',
    audit_keep_days: '0: kept for ever',
    audit_keep_mb: '0: no limit',
  } as Record<string, string>,
};

/** Every word of the approval page. Plain data and small functions of data, so that another language is another object. */
export const texts = localized(words);
