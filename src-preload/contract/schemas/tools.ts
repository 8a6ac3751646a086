import { z } from 'zod';
import { id, jsonObject, nothing, risk } from './common.ts';

export const availability = z.union([
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({ ok: z.literal(false), reason: z.string(), fix: z.string().exactOptional() }),
]);

export const toolInfo = z.strictObject({
  name: id,
  aliases: z.array(z.string()),
  title: z.string(),
  description: z.string(),
  risk,
  version: z.string(),
  enabled: z.boolean(),
  availability,
  askAlways: z.literal(true).exactOptional(),
  argsSchema: jsonObject,
  examples: z.array(z.strictObject({ title: z.string(), args: jsonObject })).exactOptional(),
});

export const toolsChannels = {
  'tools.list': { request: nothing, response: z.array(toolInfo) },
  'tools.setEnabled': {
    request: z.strictObject({ tool: id, enabled: z.boolean() }),
    response: toolInfo,
  },
};
