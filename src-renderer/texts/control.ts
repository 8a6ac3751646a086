import type { ApprovalKind } from '../../src-preload/contract/types.ts';

const times = (n: number): string => (n === 1 ? '1 time' : `${n.toLocaleString()} times`);

/** Words of the panel's page about questions and answers. */
export const approvalTexts = {
  title: 'Approvals',
  review: 'Review',
  reviewWaiting: (n: number) => `Review ${n} waiting`,
  reviewOne: (what: string) => `Review ${what}`,
  notRaised: 'The approval window could not be shown. What waits ends in a deny if nobody answers.',
  reviewFailed: 'The approval window did not come up',
  asking: 'Waiting for your answer in the approval window',
  badge: (n: number) => `${n} waiting`,
  waiting: 'Waiting',
  waitingHint: 'Only the approval window can answer.',
  noneWaiting: 'Nothing waits',
  noneWaitingWhat: 'When a tool or a change needs your yes, it is listed here and the approval window opens.',
  loadFailed: 'What waits could not be loaded',
  from: 'from',
  left: (time: string) => `${time} left`,
  over: 'time is up',
  kinds: { run: 'Run', batch: 'Batch', change: 'Change' } satisfies Record<ApprovalKind, string>,
  changes: {
    'settings.update': 'Settings change',
    'control.resume': 'Resume',
    'rules.propose': 'New rule',
  } as Record<string, string>,
  days: 'Answers a day',
  daysWhat: 'Last 14 days',
  day: 'Day',
  allowed: 'Allowed',
  denied: 'Denied',
  dayWords: (day: string, allow: number, deny: number) => `${day}: ${allow} allowed, ${deny} denied`,
  speed: 'Time to answer',
  speedWhat: 'On show before the answer',
  speeds: ['<2 s', '2–5 s', '5–15 s', '15–60 s', '>60 s'],
  answers: 'Answers',
  noAnswersChart: 'No answers in the last 14 days.',
  recent: 'Recent answers',
  recentHint: 'What ran out of time or was withdrawn has no answer; its run is in the Log.',
  noAnswers: 'No answers yet',
  noAnswersWhat: 'Each Allow and Deny is kept here: who asked, what it covered, how long it took.',
  answersFailed: 'The answers could not be loaded',
  notWhole: 'Only the newest 2,000 answers are counted.',
  scopes: { once: 'once', session: 'this session', rule: 'rule' },
  read: (time: string) => `read for ${time}`,
  waited: (time: string) => `waited ${time}`,
  note: 'Note:',
  openRun: (tool: string) => `Open the run of ${tool}`,
  fast: {
    title: (n: number) => `${n} high-risk Allows in a row took less than 2 seconds each`,
    /** `where`: one host or folder that all of them had in common. */
    rule: (tool: string, where: string | null) =>
      where === null
        ? `If they are routine, a narrow rule for ${tool} would spare you the questions, and leave your attention for the rest.`
        : `If they are routine, a rule for ${tool} on ${where} alone would spare you these questions, and leave your attention for the rest.`,
    slow: 'That is hardly time to read them. Each shows exactly what will happen; what you don’t recognise is safe to deny.',
    draft: 'Draft this rule',
  },
};

/** Words of the rules page. */
export const ruleTexts = {
  title: 'Rules',
  list: 'Rules',
  none: 'No rules',
  noneWhat:
    'A rule lets a tool act without asking, within a host, a folder or a time. Make one with an Allow, or draft one here.',
  loadFailed: 'The rules could not be loaded',
  made: 'Made',
  makers: {
    approval: 'with an Allow in the approval window',
    panel: 'from a draft, allowed in the approval window',
  } as Record<string, string>,
  expires: 'Ends',
  expired: 'Ended',
  never: 'never',
  over: 'Over',
  overWhat: 'It has ended and decides nothing any more.',
  uses: (n: number) => (n === 0 ? 'Has decided nothing yet' : `Has decided ${times(n)}`),
  lastUsed: 'last',
  decided: 'Newest runs it decided',
  noneDecided: (among: number) =>
    among === 0
      ? 'None of its runs is in the record any more.'
      : `None among the newest ${among} runs of its tool.`,
  decidedFailed: 'The runs could not be loaded',
  lapsed: 'Lapsed',
  lapsedWhat:
    'Its tool has another version or other arguments than when it was made. It decides nothing any more; propose it anew if you still want it.',
  sessions: {
    list: 'For this session',
    what: 'Answers that stand until the app is closed.',
    given: 'Given',
    loadFailed: 'The answers for this session could not be loaded',
    remove: 'Take back',
    removing: 'Taking back…',
    removeAnswer: (words: string) => `Take back: ${words}`,
    removeHint: 'At once: what it covered is asked again',
    removeFailed: 'The answer still stands',
  },
  unused: 'Unused',
  unusedNote: (n: number) =>
    n === 1
      ? '1 rule has decided nothing in the two weeks or more that it has stood'
      : `${n} rules have decided nothing in the two weeks or more that they have stood`,
  unusedWhat: 'What is not needed is better not allowed. Removing one only means being asked again.',
  remove: 'Remove',
  removing: 'Removing…',
  removeRule: (words: string) => `Remove rule: ${words}`,
  removeHint: 'At once, and not undone: taking it back would allow more',
  removeFailed: 'The rule still stands',
  removed: 'Rule removed',
  removedWhat:
    'What it covered is decided as if it had never been. There is no undo, as that would allow more: draft it again if you miss it.',
  draft: {
    title: 'Draft a rule',
    what: 'A rule only allows. It takes your yes in the approval window to begin.',
    tool: 'Tool',
    choose: 'Choose a tool…',
    noTool: 'Depends on the tool',
    asksAlways: (tool: string) => `${tool} (asks each time)`,
    unavailable: (tool: string) => `${tool} (unavailable)`,
    host: 'Host and port',
    hostWhat: 'This one and no other. Leave it empty for any.',
    hostPlaceholder: 'example.com:443',
    folder: 'Folder',
    folderWhat: 'It and what lies below. Leave it empty for any.',
    folderPlaceholder: '/home/anna/project',
    caller: 'Who',
    anyone: 'Anyone',
    callers: { panel: 'Only the panel', tray: 'Only the tray' },
    lasts: 'For',
    lengths: (seconds: number) => {
      const hours = seconds / 3600;
      if (hours < 48) return hours === 1 ? '1 hour' : `${hours} hours`;
      return `${hours / 24} days`;
    },
    longest: 'Naming a host or a folder allows up to 90 days.',
    problems: {
      host: 'host:port, the port always written, like example.com:443.',
      folder: 'A whole path without .. in it, like /home/anna/project.',
      root: 'Not the whole disk: a folder in it.',
    },
    tryOut: 'Try on the record',
    tryHint: 'Replays it over what has run; nothing runs again',
    trying: 'Replaying…',
    propose: 'Propose',
    proposeHint: 'Asks in the approval window',
    tried: (allow: number, ask: number) =>
      `Would have allowed ${allow.toLocaleString()}, asked ${ask.toLocaleString()}`,
    triedOf: (runs: number, tool: string) =>
      runs === 1 ? `of 1 recorded run of ${tool}` : `of ${runs.toLocaleString()} recorded runs of ${tool}`,
    noRuns: (tool: string) => `No run of ${tool} is in the record, so there is nothing to try it on.`,
    newest: 'Only the newest records were looked at. The oldest of them is from',
    nothing: 'It would have covered nothing: check the host or folder.',
    examples: 'The newest that it would have allowed',
    tryFailed: 'It could not be tried',
    refused: 'No rule was made',
  },
};
