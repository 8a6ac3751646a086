/*
 * The shapes that cross the bridge. The zod schemas beside this file are checked against these types by the compiler,
 * so a shape is written down once as a type and once as a check, and the two cannot drift apart.
 */
export * from './types/approvals.ts';
export * from './types/audit.ts';
export * from './types/chain.ts';
export * from './types/plans.ts';
export * from './types/rules.ts';
export * from './types/runs.ts';
export * from './types/settings.ts';
export * from './types/system.ts';
export * from './types/tools.ts';
