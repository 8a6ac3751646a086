import { z } from 'zod';
import { PANEL_VIEWS } from '../types.ts';
import { id } from './common.ts';

/** Events carry ids only, so that nothing can be read off them that a method would refuse. */
export const eventSchemas = {
  'runs.onChanged': z.strictObject({ runId: id }),
  'runs.onOpen': z.strictObject({ runId: id }),
  'system.onOpenView': z.strictObject({ view: z.enum(PANEL_VIEWS) }),
  'approvals.onChanged': z.strictObject({ approvalId: id }),
  'rules.onChanged': z.record(z.string(), z.never()),
  'audit.onAppended': z.strictObject({ seq: z.number().int() }),
  'settings.onChanged': z.strictObject({ keys: z.array(z.string()) }),
  'control.onChanged': z.record(z.string(), z.never()),
  'resources.onChanged': z.strictObject({ id }),
  'updates.onChanged': z.record(z.string(), z.never()),
};

export const approvalEventSchemas = { onChanged: z.strictObject({ approvalId: id }) };
