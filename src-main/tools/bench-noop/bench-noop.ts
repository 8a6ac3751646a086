import { z } from 'zod';
import { defineTool, type Tool } from '../tool.ts';

/** True in a bench build only; the bundler puts the value in and drops what it makes unreachable. */
declare const __BENCH__: boolean;

/** A tool that does nothing, for measuring the door itself. No other build has it. */
export const BENCH_TOOLS: readonly Tool[] = __BENCH__
  ? [
      defineTool({
        name: 'bench_noop',
        aliases: [],
        title: 'No-op',
        description: 'Does nothing.',
        version: '1.0.0',
        risk: 'low',
        repeatable: true,
        args: z.strictObject({}),
        result: z.strictObject({}),
        availability: async () => ({ ok: true }),
        plan: async () => ({ summary: 'Do nothing', risk: 'low', steps: 1, effects: [], facts: {} }),
        run: async () => ({}),
      }),
    ]
  : [];
