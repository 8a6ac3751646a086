import type { z } from 'zod';
import type { ApprovalChannels, ApprovalEvents, PanelChannels, PanelEvents } from '../channels.ts';
import { approvalsChannels, approvalWindowChannels } from './approvals.ts';
import { auditChannels } from './audit.ts';
import { eventSchemas, approvalEventSchemas } from './events.ts';
import { rulesChannels } from './rules.ts';
import { runsChannels } from './runs.ts';
import { settingsChannels } from './settings.ts';
import {
  controlChannels,
  modelsChannels,
  resourcesChannels,
  systemChannels,
  updatesChannels,
} from './system.ts';
import { toolsChannels } from './tools.ts';

/** For each channel, a schema whose output is exactly the type in `channels.ts`. */
export type ChannelSchemas<C> = {
  [N in keyof C]: C[N] extends { request: infer Q; response: infer R }
    ? { request: z.ZodType<Q>; response: z.ZodType<R>; apart?: RegExp }
    : never;
};

/** The checks that `handle` applies to what comes in and to what goes out. */
export const PANEL_SCHEMAS: ChannelSchemas<PanelChannels> = {
  ...toolsChannels,
  ...runsChannels,
  ...approvalsChannels,
  ...rulesChannels,
  ...auditChannels,
  ...settingsChannels,
  ...controlChannels,
  ...modelsChannels,
  ...resourcesChannels,
  ...updatesChannels,
  ...systemChannels,
};

export const APPROVAL_SCHEMAS: ChannelSchemas<ApprovalChannels> = approvalWindowChannels;

export const PANEL_EVENT_SCHEMAS: { [N in keyof PanelEvents]: z.ZodType<PanelEvents[N]> } = eventSchemas;
export const APPROVAL_EVENT_SCHEMAS: { [N in keyof ApprovalEvents]: z.ZodType<ApprovalEvents[N]> } =
  approvalEventSchemas;
