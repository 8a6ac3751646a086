import type { PanelChannels } from '../../../src-preload/contract/channels.ts';
import type { ModelsStatus, SystemInfo } from '../../../src-preload/contract/types.ts';
import type { ExecuteTool } from '../../execution/door.ts';
import type { Approvals } from '../../execution/approvals.ts';
import type { Handlers } from '../dispatch.ts';
import { createLongWork } from '../long-work.ts';
import { auditRoutes, type AuditRouteParts } from './audit.ts';
import { controlRoutes, type ControlRouteParts } from './control.ts';
import { diagnosticsRoutes, type DiagnosticsRouteParts } from './diagnostics.ts';
import { resourceRoutes, type ResourceRouteParts } from './resources.ts';
import { ruleRoutes, type RuleRouteParts } from './rules.ts';
import { runRoutes } from './runs.ts';
import { settingsRoutes, type SettingsRouteParts } from './settings.ts';
import { updateRoutes, type UpdateRouteParts } from './updates.ts';
import { toolRoutes, type ToolRouteParts } from './tools.ts';

export interface PanelRouteParts
  extends ToolRouteParts, SettingsRouteParts, ControlRouteParts, RuleRouteParts, ResourceRouteParts {
  executeTool: ExecuteTool;
  /** Aborted when the app quits. */
  quitting: AbortSignal;
  auditRoutes: AuditRouteParts;
  approvals: Approvals;
  /** Only brings the approval window to the front; false when that request no longer waits. */
  reviewApproval: (approvalId: string) => boolean;
  systemInfo: () => SystemInfo;
  updates: UpdateRouteParts;
  diagnostics: DiagnosticsRouteParts;
  /** False where it could not be stored. */
  endFirstSteps: () => boolean;
  openLink: (url: string) => Promise<{ opened: boolean }>;
  removeData: () => Promise<{ removing: boolean }>;
  modelsStatus: () => Promise<ModelsStatus>;
}

/** Everything the panel can ask. The caller's name is given here, by main: a page cannot choose it. */
export function panelRoutes(parts: PanelRouteParts): Handlers<PanelChannels> {
  const caller = 'panel';
  const work = createLongWork(parts.quitting);
  return {
    ...toolRoutes(parts, caller),
    ...runRoutes(parts.executeTool, parts.runs, caller),
    ...settingsRoutes(parts, caller),
    ...controlRoutes(parts, caller),
    ...auditRoutes(parts.auditRoutes, work),
    'approvals.pending': () => parts.approvals.list(),
    'approvals.review': ({ approvalId }) => ({ raised: parts.reviewApproval(approvalId) }),
    ...ruleRoutes(parts, work, caller),
    'models.status': parts.modelsStatus,
    ...resourceRoutes(parts),
    ...updateRoutes(parts.updates),
    ...diagnosticsRoutes(parts.diagnostics, work),
    'system.info': parts.systemInfo,
    'system.endFirstSteps': () => ({ kept: parts.endFirstSteps() }),
    'system.openLink': ({ url }) => parts.openLink(url),
    'system.removeData': parts.removeData,
  };
}
