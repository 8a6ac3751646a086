import { z } from 'zod';
import { UPDATE_STATES } from '../types.ts';
import { epochSeconds, id, longText, nothing } from './common.ts';
import { canonicalHttpsUrl } from './hosts.ts';

/** Longer ones are no use in a dialog that shows them whole. */
const httpsUrl = z
  .string()
  .max(2000)
  .transform((text, context) => {
    const written = canonicalHttpsUrl(text);
    if (written !== null) return written;
    context.addIssue({ code: 'custom', message: 'An https address without a name or a password in it.' });
    return z.NEVER;
  });

const controlState = z.strictObject({
  paused: z.boolean(),
  since: epochSeconds.exactOptional(),
  reason: z.string().exactOptional(),
  running: z.number().int(),
  waiting: z.number().int(),
  tray: z.boolean(),
  shortcut: z.strictObject({ accelerator: z.string(), registered: z.boolean() }),
});

const pathStatus = z.strictObject({
  path: z.string(),
  from: z.string(),
  exists: z.boolean(),
  error: z.string().exactOptional(),
});

export const controlChannels = {
  'control.state': { request: nothing, response: controlState },
  'control.pause': {
    request: z.strictObject({ reason: longText.optional() }).or(nothing),
    response: controlState,
  },
  'control.resume': { request: nothing, response: controlState },
};

export const modelsChannels = {
  'models.status': {
    request: nothing,
    response: z.strictObject({
      modelsRoot: z.union([
        pathStatus,
        z.strictObject({ path: z.null(), from: z.string(), exists: z.literal(false) }),
      ]),
      ollamaModels: pathStatus,
      ollama: z.strictObject({ url: z.string(), answering: z.boolean(), error: z.string().exactOptional() }),
      problems: z.array(z.string()),
      models: z.array(
        z.strictObject({
          name: z.string(),
          tag: z.string(),
          size: z.number(),
          family: z.string(),
          from: z.enum(['api', 'manifest']),
        }),
      ),
    }),
  },
};

export const resourcesChannels = {
  'resources.list': {
    request: nothing,
    response: z.array(
      z.strictObject({
        id,
        kind: z.enum(['window', 'browser']),
        tool: z.string(),
        title: z.string(),
        why: z.enum(['login_required', 'challenge', 'idle']),
        openedAt: epochSeconds,
        endsAt: epochSeconds,
      }),
    ),
  },
  'resources.end': {
    request: z.strictObject({ id }),
    response: z.strictObject({ ended: z.boolean() }),
  },
};

const updatesState = z.strictObject({
  feed: z.string().nullable(),
  state: z.enum(UPDATE_STATES),
  version: z.string().exactOptional(),
  bytes: z.number().nullable().exactOptional(),
  percent: z.number().exactOptional(),
  checkedAt: epochSeconds.exactOptional(),
  error: z.string().exactOptional(),
});

export const updatesChannels = {
  'updates.state': { request: nothing, response: updatesState },
  'updates.check': { request: nothing, response: updatesState },
  'updates.download': { request: nothing, response: updatesState },
  'updates.install': { request: nothing, response: updatesState },
  'updates.cancel': { request: nothing, response: updatesState },
};

export const systemChannels = {
  'system.info': {
    request: nothing,
    response: z.strictObject({
      appVersion: z.string(),
      electron: z.string(),
      chrome: z.string(),
      node: z.string(),
      platform: z.string(),
      userData: z.string(),
      audit: z.strictObject({
        signed: z.boolean(),
        fingerprint: z.string().nullable(),
        problem: z.string().nullable(),
      }),
      notices: z.array(
        z.strictObject({
          id: z.string(),
          severity: z.enum(['info', 'warning', 'error']),
          title: z.string(),
          message: z.string(),
        }),
      ),
    }),
  },
  'system.diagnostics': { request: nothing, response: z.strictObject({ id, text: z.string() }) },
  'system.saveDiagnostics': {
    request: z.strictObject({ id }),
    response: z.strictObject({ path: z.string() }),
  },
  'system.endFirstSteps': { request: nothing, response: z.strictObject({ kept: z.boolean() }) },
  'system.openLink': {
    request: z.strictObject({ url: httpsUrl }),
    response: z.strictObject({ opened: z.boolean() }),
  },
  'system.removeData': { request: nothing, response: z.strictObject({ removing: z.boolean() }) },
};
