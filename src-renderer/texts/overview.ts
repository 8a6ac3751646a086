import { localized } from '../../src-preload/words/language.ts';

const number = (n: number): string => n.toLocaleString();
const runs = (n: number): string => (n === 1 ? '1 run' : `${number(n)} runs`);

/** Words of the overview; in a file of its own because most of the page comes after its first frame. */
export const overviewTexts = localized({
  glance: {
    label: 'At a glance',
    control: 'Control',
    ready: 'Ready',
    paused: 'Paused',
    unknown: 'Unknown',
    waiting: 'Waiting for you',
    running: 'Running',
    open: 'Kept open',
    today: 'Runs today',
    notKnown: '–',
  },
  calm: 'Nothing waits, nothing runs, and nothing is kept open.',
  waiting: 'Waits for you',
  running: 'Runs now',
  loadFailed: 'What runs could not be loaded',
  open: {
    title: 'Kept open',
    loadFailed: 'What is kept open could not be loaded',
    why: {
      login_required: 'waits for you to log in',
      challenge: 'wants to see that you are a person',
      idle: 'is kept ready for the next run',
    },
    closes: (left: string) => `closes in ${left}`,
    closing: 'is closing',
    since: 'open since',
    ends: { window: 'Close the window', browser: 'End' },
    ending: 'Ending…',
    endOne: (end: string, title: string) => `${end}: ${title}`,
    endFailed: 'It could not be ended',
  },
  today: {
    title: 'Today',
    none: 'No runs today',
    noneWhat: 'Each use of a tool is counted here by how it ended. Choose a tool to begin.',
    loadFailed: 'Today’s runs could not be counted',
    byStatus: 'By status',
    byTool: 'By tool',
    total: runs,
    status: (name: string, n: number) => `${name} ${number(n)}: open in the Log`,
    tool: (name: string, words: string) => `${name}: ${words}; open in the Log`,
    other: 'Other',
    listed: (parts: { name: string; n: number }[]) =>
      parts.map(({ name, n }) => `${number(n)} ${name}`).join(', '),
  },
  unusual: {
    title: 'Unusual',
    span: 'Last 24 hours',
    none: 'Nothing unusual: no denials, no drift, nothing out of bounds.',
    loadFailed: 'What is unusual could not be looked for',
    more: (n: string) => `All ${n} in the Log`,
    drift: 'What it depended on changed meanwhile',
    open: (tool: string, what: string) => `${tool}, ${what}: open in the Log`,
    chain: {
      found: 'Found when the record was opened',
      unchecked: 'The record has not been checked since this window was opened.',
      checking: 'Reading the whole record…',
      good: (n: number) => `All ${number(n)} records are as they were written.`,
      broken: (n: number) =>
        n === 1 ? 'One thing is wrong with the record.' : `${number(n)} things are wrong with the record.`,
      failed: 'The check did not come to an end',
      check: 'Check now',
      again: 'Check again',
      show: 'Show in the Log',
    },
  },
});

/** Words of the three steps of a first start. */
export const firstStartTexts = localized({
  title: 'Three steps to begin',
  what: 'Everything here can be changed later in Settings.',
  skip: 'Skip',
  done: 'Done',
  stepDone: 'done',
  workspace: {
    title: 'Choose a workspace',
    what: 'A folder that tools may use. They see no other.',
    choose: 'Choose a folder…',
    choosing: 'Choosing…',
    another: 'Add another…',
  },
  careful: {
    title: 'Choose how careful to be',
    label: 'Approval mode',
    keep: 'Keep',
    keepMode: (mode: string) => `Keep ${mode}`,
  },
  attempt: {
    title: 'Try it out',
    what: 'A dry run shows the plan and does nothing; a real one reads the repository.',
    needs: 'Choose a workspace first.',
    off: 'git_status is off.',
    dry: 'Try a dry run',
    real: 'Try a real run',
    running: 'Running…',
    planned: 'Planned:',
    clean: (branch: string) => `${branch}: nothing changed`,
    changed: (branch: string, n: number) =>
      n === 1 ? `${branch}: 1 changed file` : `${branch}: ${number(n)} changed files`,
    detached: 'No branch',
    show: 'Show in the Log',
    failed: 'It did not run',
  },
});
