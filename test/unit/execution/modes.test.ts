import { expect, it } from 'vitest';
import type { Decision, Risk, SettingsPatch, Status } from '../../../src-preload/contract/types.ts';
import { openDoor } from '../../support/door.ts';
import { checkRecord, probe } from '../../support/door-tools.ts';

/*
 * The whole table of mode and risk through the door: what is decided, by whom, and how the run ends when the person who is
 * asked says no. Written out by hand, so that a change of the policy has to be a change here too.
 */

type Row = [
  mode: 'auto' | 'require_approval' | 'read_only',
  risky: boolean,
  risk: Risk,
  askAlways: boolean,
  verdict: Decision['verdict'],
  decidedBy: string,
  status: Status,
];
const RISKY = 'setting:require_approval_for_risky';
const ROWS: Row[] = [
  ['auto', true, 'low', false, 'allow', 'mode', 'ok'],
  ['auto', true, 'medium', false, 'allow', 'mode', 'ok'],
  ['auto', true, 'high', false, 'ask', RISKY, 'denied'],
  ['auto', false, 'low', false, 'allow', 'mode', 'ok'],
  ['auto', false, 'medium', false, 'allow', 'mode', 'ok'],
  ['auto', false, 'high', false, 'allow', 'mode', 'ok'],
  ['require_approval', true, 'low', false, 'allow', 'mode', 'ok'],
  ['require_approval', true, 'medium', false, 'ask', 'mode', 'denied'],
  ['require_approval', true, 'high', false, 'ask', 'mode', 'denied'],
  ['require_approval', false, 'low', false, 'allow', 'mode', 'ok'],
  ['require_approval', false, 'medium', false, 'ask', 'mode', 'denied'],
  ['require_approval', false, 'high', false, 'ask', 'mode', 'denied'],
  ['read_only', true, 'low', false, 'allow', 'mode', 'ok'],
  ['read_only', true, 'medium', false, 'deny', 'mode', 'policy_blocked'],
  ['read_only', true, 'high', false, 'deny', 'mode', 'policy_blocked'],
  ['read_only', false, 'low', false, 'allow', 'mode', 'ok'],
  ['read_only', false, 'medium', false, 'deny', 'mode', 'policy_blocked'],
  ['read_only', false, 'high', false, 'deny', 'mode', 'policy_blocked'],
  // A tool that always asks does so wherever it is not refused outright.
  ['auto', true, 'low', true, 'ask', 'tool', 'denied'],
  ['auto', false, 'medium', true, 'ask', 'tool', 'denied'],
  ['auto', false, 'high', true, 'ask', 'tool', 'denied'],
  ['require_approval', true, 'low', true, 'ask', 'tool', 'denied'],
  ['require_approval', true, 'high', true, 'ask', 'tool', 'denied'],
  ['read_only', true, 'low', true, 'ask', 'tool', 'denied'],
  ['read_only', true, 'medium', true, 'deny', 'mode', 'policy_blocked'],
  ['read_only', true, 'high', true, 'deny', 'mode', 'policy_blocked'],
];

const title = '%s, ask for risky %s, %s risk, always asks %s';

async function open([mode, risky, risk, askAlways]: Row) {
  const made = probe({ risk, askAlways });
  const settings: SettingsPatch = { approval_mode: mode, require_approval_for_risky: risky };
  return { ...made, door: await openDoor({ tools: [made.tool], settings }) };
}

it.each(ROWS)(`${title}: %s by %s, dry and for real; a deny ends it as %s`, async (...row) => {
  const [, , , , verdict, decidedBy, status] = row;
  const { door, acted } = await open(row);
  const dry = await door.run({ tool: 'git_status', dryRun: true });
  expect(dry).toMatchObject({ status: 'dry_run', decision: { verdict, decidedBy } });
  expect(acted).toEqual([]);
  const running = door.run({ tool: 'git_status' });
  if (verdict === 'ask') {
    await door.asked();
    await door.deny();
  }
  const outcome = await running;
  const last = verdict === 'ask' ? { verdict: 'deny', decidedBy: 'person' } : { verdict, decidedBy };
  expect(outcome).toMatchObject({ status, decision: last });
  expect(acted).toHaveLength(status === 'ok' ? 1 : 0);
  const [first] = door.recordsOf(outcome.runId).filter(({ event }) => event === 'decided');
  expect(first?.decision).toMatchObject({ verdict, decidedBy });
  expect(door.approvals.list()).toEqual([]);
  checkRecord(door.records());
});

it.each(ROWS.filter(([, , , , verdict]) => verdict === 'ask'))(
  `${title}: an Allow lets it act once`,
  async (...row) => {
    const { door, acted } = await open(row);
    const running = door.run({ tool: 'git_status' });
    await door.asked();
    await door.allow();
    expect(await running).toMatchObject({
      status: 'ok',
      decision: { verdict: 'allow', decidedBy: 'person' },
    });
    expect(acted).toHaveLength(1);
  },
);
