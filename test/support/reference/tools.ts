import { DEFAULT_SETTINGS } from '../../../src-main/settings/defaults.ts';
import { toolSchema } from '../../../src-main/execution/tool-schema.ts';
import { ALL_TOOLS } from '../../../src-main/tools/registry.ts';
import type { Tool } from '../../../src-main/tools/tool.ts';
import type { ToolName } from '../../../src-preload/contract/types.ts';
import { formsOf, memberTable, membersOf, object, schemaOf, type Schema } from './schema-members.ts';

/** docs/tools.md, from the tools' own definitions. */
export function toolsReference(): string {
  return `# Tools

What each tool takes and gives back. This page is made from the tools' definitions (\`npm run docs\`).

\`args\` is one JSON object. A member that is not named here is refused (\`invalid_args\`), so that a mistyped name never means
"the default". A result may gain members in later versions, and never loses one.

${ALL_TOOLS.map(section).join('\n\n')}
`;
}

function section(tool: Tool): string {
  const args = toolSchema(tool);
  const actions = Object.entries(object(args['properties']) ?? {}).flatMap(([name, value]) => {
    const items = object(object(value)?.['items']);
    return items?.['oneOf'] === undefined ? [] : [[name, formsOf(items)] as const];
  });
  return [
    `## \`${tool.name}\``,
    tool.description,
    facts(tool),
    '### What it takes',
    memberTable(membersOf(args)),
    ...actions.flatMap(([name, forms]) => [`### The forms of \`${name}\``, ...forms.map(form)]),
    '### What it gives back',
    memberTable(membersOf(schemaOf(tool.result, 'output')), 'Always there'),
  ].join('\n\n');
}

function facts(tool: Tool): string {
  const on = DEFAULT_SETTINGS.tool_enabled[tool.name as ToolName];
  const { actions, hosts, folders } = tool.narrows ?? { actions: [], hosts: false, folders: false };
  const narrowed = [actions.length > 0 ? 'actions' : '', hosts ? 'a host' : '', folders ? 'a folder' : ''];
  const narrowedTo = narrowed.filter((each) => each !== '');
  return [
    `- Title in the app: ${tool.title}`,
    ...(tool.aliases.length > 0
      ? [`- Older names: ${tool.aliases.map((each) => `\`${each}\``).join(', ')}`]
      : []),
    `- Risk: ${tool.risk}${upTo(tool)}`,
    `- At the first start: ${on ? 'on' : 'off'}`,
    ...(tool.askAlways === true ? ['- Always asks, whatever the mode and the rules say'] : []),
    narrowedTo.length > 0
      ? `- A standing answer can be narrowed to ${narrowedTo.join(', ')}`
      : '- A standing answer covers the tool as a whole',
    ...(tool.untrusted === true
      ? ['- What it gives back comes from outside and is marked as untrusted']
      : []),
    tool.repeatable
      ? '- A transient failure is tried again, up to `max_retries_per_tool` times'
      : '- Never tried again by itself: a failed run may have changed something',
    ...(tool.maxRunSeconds === undefined ? [] : [`- At most ${tool.maxRunSeconds} seconds a run`]),
  ].join('\n');
}

const upTo = ({ upTo: more }: Tool): string =>
  more === undefined
    ? ''
    : `, up to ${more.risk} by what it is asked${more.askAlways ? ' (and then always asks)' : ''}`;

function form(schema: Schema): string {
  const members = membersOf(schema);
  const action = object(object(schema['properties'])?.['action']) ?? {};
  const name = typeof action['const'] === 'string' ? action['const'] : '';
  const words = members.find(({ path }) => path === 'action')?.words ?? '';
  const others = members.filter(({ path }) => path !== 'action');
  return `#### \`${name}\`\n\n${words}${others.length > 0 ? `\n\n${memberTable(others)}` : ''}`;
}
