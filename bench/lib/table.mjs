// @ts-check

/**
 * @typedef {import('../measures.mjs').Figure} Figure
 * @typedef {{
 *   name: string, value: number, unit: 'ratio', goal: number, better: 'lower' | 'higher', met: boolean,
 *   baseline: Figure, measured: Figure, details: Record<string, number | string>,
 * }} Result `value` is measured/baseline
 */

/**
 * The results for people.
 * @param {readonly Result[]} results
 */
export function showTable(results) {
  const rows = results.map(({ name, value, goal, better, met, measured, baseline }) => [
    name,
    value.toFixed(2),
    `${better === 'lower' ? 'at most' : 'at least'} ${goal}`,
    met ? 'met' : 'NOT MET',
    `${measured.value} ${measured.unit} (${measured.what})`,
    `${baseline.value} ${baseline.unit} (${baseline.what})`,
  ]);
  const all = [['Measure', 'Ratio', 'Goal', '', 'Measured', 'Baseline'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `\n${lines.join('\n')}\n`;
}
