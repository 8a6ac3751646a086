// @ts-check
import { makeRepository } from '../lib/git-repository.mjs';
import { median } from '../lib/stats.mjs';
import { runSubject } from '../lib/subject.mjs';

/** A tiny one, where git itself takes least and our own share shows most, and an ordinary one. */
const SIZES = /** @type {const} */ ([10, 2_000]);

/**
 * The tool (its plan and its run) against the same git commands, flags and environment, spawned bare. Of the repositories
 * the one with the worse ratio counts; the other one's is in the details.
 * @type {import('../measures.mjs').Measure}
 */
export async function gitStatus(context) {
  const found = [];
  for (const files of SIZES) {
    const root = context.folder(`git-${files}`);
    await makeRepository(root, files, context.signal);
    /** @type {{tool: number[], bare: number[], commands: string[]}} */
    const { tool, bare, commands } = await runSubject('git-status', { root }, context);
    found.push({ files, tool: median(tool), bare: median(bare), commands });
  }
  const ratio = (/** @type {{tool: number, bare: number}} */ each) => each.tool / each.bare;
  const [worst, other] = /** @type {[typeof found[0], typeof found[0]]} */ (
    found.sort((a, b) => ratio(b) - ratio(a))
  );
  return {
    measured: { what: `git_status, ${worst.files} files`, value: worst.tool, unit: 'ms' },
    baseline: {
      what: `its ${worst.commands.length} git commands, spawned bare`,
      value: worst.bare,
      unit: 'ms',
    },
    details: { [`ratioWith${other.files}Files`]: ratio(other), [`msWith${other.files}Files`]: other.tool },
  };
}
