import { z } from 'zod';
import type { Tool } from '../../../src-main/tools/tool.ts';

type Node = Record<string, unknown>;
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON Schema that forms and callers get of a tool's arguments. */
export function argsSchema(tool: Tool): Node {
  return z.toJSONSchema(tool.args, { io: 'input' });
}

/** Paths of all properties in a JSON Schema, with what is said of each. */
export function describedProperties(schema: unknown, at = ''): [path: string, description: unknown][] {
  if (Array.isArray(schema))
    return schema.flatMap((part, index) => describedProperties(part, `${at}[${index}]`));
  if (!isNode(schema)) return [];
  const own = Object.entries(isNode(schema['properties']) ? schema['properties'] : {});
  return [
    ...own.flatMap(([name, property]): [string, unknown][] => [
      [`${at}.${name}`, isNode(property) ? property['description'] : undefined],
      ...describedProperties(property, `${at}.${name}`),
    ]),
    ...['items', 'anyOf', 'oneOf', 'allOf', '$defs'].flatMap((key) =>
      describedProperties(schema[key], `${at}/${key}`),
    ),
  ];
}

/** The messages with which a tool refuses arguments; empty when it takes them. */
export function refusals(tool: Tool, args: unknown): string[] {
  const parsed = tool.args.safeParse(args);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}
