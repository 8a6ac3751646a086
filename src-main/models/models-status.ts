import type { ModelsStatus } from '../../src-preload/contract/types.ts';
import { stoppable } from '../platform/stoppable.ts';
import { listModels } from '../platform/ollama/ollama-api.ts';
import { ollamaAddress } from '../platform/ollama/ollama-url.ts';
import { modelsOnDisk } from './manifests.ts';
import { folderStatus, modelsRootPath, ollamaModelsPath, type PathParts } from './model-paths.ts';

/** Something on this computer answers at once or not at all. */
const ANSWER_LIMIT_MS = 2_000;
const DISK_LIMIT_MS = 10_000;
const STUCK_MS = 2_000;

const NOT_SET = {
  path: null,
  from: 'neither variable MODELS_ROOT nor setting models_root',
  exists: false,
} as const;

interface DiskLimits {
  /** What was not read after so long is left out. Milliseconds. */
  diskMs?: number;
  /** And after so long more, a single look has not come back. Milliseconds. */
  stuckMs?: number;
  onDisk?: typeof modelsOnDisk;
}

type Asked = Pick<ModelsStatus, 'ollama'> & { models: ModelsStatus['models'] | null };

/**
 * Which folders hold models and why, whether Ollama answers on this computer, and which models there are: as Ollama lists
 * them, or, when it does not answer, as its folder on disk has them. Never throws: whatever is missing is said.
 */
export async function modelsStatus(
  parts: PathParts,
  { diskMs = DISK_LIMIT_MS, stuckMs = STUCK_MS, onDisk = modelsOnDisk }: DiskLimits = {},
): Promise<ModelsStatus> {
  const root = modelsRootPath(parts);
  const [modelsRoot, ollamaModels, asked] = await Promise.all([
    root === null ? NOT_SET : folderStatus(root),
    folderStatus(ollamaModelsPath(parts)),
    askOllama(parts.env),
  ]);
  const { ollama } = asked;
  if (asked.models !== null) return { modelsRoot, ollamaModels, ollama, models: asked.models, problems: [] };
  if (ollamaModels.error !== undefined) return { modelsRoot, ollamaModels, ollama, models: [], problems: [] };
  const limit = AbortSignal.timeout(diskMs);
  // What was found until then is told, unless a single look never ends.
  const stuck = AbortSignal.timeout(diskMs + stuckMs);
  try {
    const disk = await stoppable(onDisk(ollamaModels.path, limit), stuck);
    return { modelsRoot, ollamaModels, ollama, ...disk };
  } catch (error) {
    if (error !== stuck.reason) throw error;
    const problems = ['The folder of the models did not answer.'];
    return { modelsRoot, ollamaModels, ollama, models: [], problems };
  }
}

async function askOllama(env: PathParts['env']): Promise<Asked> {
  const at = ollamaAddress(env);
  if (!at.ok)
    return { ollama: { url: env['OLLAMA_HOST'] ?? '', answering: false, error: at.problem }, models: null };
  const { url } = at;
  try {
    const models = await listModels(at, AbortSignal.timeout(ANSWER_LIMIT_MS));
    return { ollama: { url, answering: true }, models: models.map(named) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Nobody listening is the usual case, not a fault.
    if (code === 'ECONNREFUSED') return { ollama: { url, answering: false }, models: null };
    const message =
      error instanceof Error && error.name === 'TimeoutError'
        ? `Something listens there, but did not answer within ${ANSWER_LIMIT_MS / 1000} s.`
        : error instanceof Error
          ? error.message
          : String(error);
    return { ollama: { url, answering: false, error: message }, models: null };
  }
}

/** `llama3.2:3b` in its two parts. */
function named({
  model,
  size,
  family,
}: {
  model: string;
  size: number;
  family: string;
}): ModelsStatus['models'][number] {
  // A registry's port comes before a slash, a tag after the last one.
  const colon = model.indexOf(':', model.lastIndexOf('/') + 1);
  const [name, tag] = colon < 0 ? [model, 'latest'] : [model.slice(0, colon), model.slice(colon + 1)];
  return { name, tag, size, family, from: 'api' };
}
