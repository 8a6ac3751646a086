import { expect, test } from 'vitest';
import { EARLIER_TOOL_NAMES } from '../../../src-main/settings/earlier-names.ts';
import { ALL_TOOLS } from '../../../src-main/tools/registry.ts';

test("the names that settings read for a tool are the tools' own aliases", () => {
  const aliases = ALL_TOOLS.flatMap((tool) =>
    tool.aliases.map((alias): [string, string] => [alias, tool.name]),
  );
  expect(EARLIER_TOOL_NAMES).toEqual(Object.fromEntries(aliases));
});
