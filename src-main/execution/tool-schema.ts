import { z } from 'zod';
import type { JsonObject } from '../../src-preload/contract/json.ts';
import type { Tool } from '../tools/tool.ts';
import { canonicalHash } from './canonical.ts';

const schemas = new WeakMap<Tool, { schema: JsonObject; hash: string }>();

/** The JSON Schema of a tool's arguments: what forms and agents read. */
export function toolSchema(tool: Tool): JsonObject {
  return known(tool).schema;
}

/** A hash that changes with the schema: standing answers made for another one lapse. */
export function toolSchemaHash(tool: Tool): string {
  return known(tool).hash;
}

function known(tool: Tool): { schema: JsonObject; hash: string } {
  let entry = schemas.get(tool);
  if (!entry) {
    const schema = z.toJSONSchema(tool.args, { io: 'input' }) as JsonObject;
    entry = { schema, hash: canonicalHash(schema) };
    schemas.set(tool, entry);
  }
  return entry;
}
