import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ModelsStatus } from '../../src-preload/contract/types.ts';
import { readSmallFile } from './bounded-file.ts';

/*
 * Ollama's store on disk: `manifests/<registry>/<namespace>/<model>/<tag>` is a JSON manifest as container registries have
 * them (config and layers, each with digest and size), and `blobs/sha256-<hex>` is what a digest names; the config's JSON
 * says the model's family. All of it may come from anywhere: numbers and sizes are capped, links among it are not followed,
 * and a digest becomes part of a path only when it is one.
 */

const MAX_MANIFEST_BYTES = 256_000;
const MAX_CONFIG_BYTES = 256_000;
const MAX_MODELS = 500;
/** Folders and files looked at, over all. */
const MAX_ENTRIES = 20_000;
/** registry, namespace, model, tag */
const DEPTH = 4;
const OLLAMA_REGISTRY = 'registry.ollama.ai';
const OLLAMA_NAMESPACE = 'library';

const digest = z.string().regex(/^sha256[:-][0-9a-f]{64}$/);
const size = z.number().nonnegative();
const manifest = z.object({
  config: z.object({ digest, size }),
  layers: z.array(z.object({ size })).max(1_000),
});
const config = z.object({ model_family: z.string().max(200) });

export interface OnDisk {
  models: ModelsStatus['models'];
  /** What could not be used or was left out, in words. */
  problems: string[];
}

/** The models that Ollama's folder holds, without Ollama. Never throws: what is not as it should be is a problem in words. */
export async function modelsOnDisk(folder: string, signal: AbortSignal): Promise<OnDisk> {
  const found: OnDisk = { models: [], problems: [] };
  const budget = { entries: MAX_ENTRIES };
  let broken = 0;
  for await (const names of tagsBelow(join(folder, 'manifests'), budget)) {
    if (signal.aborted) return more(found, 'Reading the models took too long; the rest is left out.');
    if (found.models.length >= MAX_MODELS)
      return more(found, `Only the first ${MAX_MODELS} models are listed.`);
    const model = await readModel(folder, names);
    if (model === null) broken += 1;
    else found.models.push(model);
  }
  if (broken > 0)
    more(found, `${broken === 1 ? '1 manifest' : `${broken} manifests`} cannot be read as one.`);
  if (budget.entries <= 0) more(found, `Only the first ${MAX_ENTRIES} entries of the folder were looked at.`);
  return found;
}

function more(found: OnDisk, problem: string): OnDisk {
  found.problems.push(problem);
  return found;
}

/** The names on the way to each file that lies exactly as deep as a tag does. */
async function* tagsBelow(
  folder: string,
  budget: { entries: number },
  above: string[] = [],
): AsyncGenerator<string[]> {
  let entries;
  try {
    entries = await opendir(folder);
  } catch {
    // Not there, or not to be read: the folder's own status says so where it matters.
    return;
  }
  for await (const entry of entries) {
    budget.entries -= 1;
    if (budget.entries < 0) return;
    const names = [...above, entry.name];
    if (names.length < DEPTH && entry.isDirectory())
      yield* tagsBelow(join(folder, entry.name), budget, names);
    else if (names.length === DEPTH && entry.isFile()) yield names;
  }
}

async function readModel(folder: string, names: string[]): Promise<ModelsStatus['models'][number] | null> {
  const parsed = manifest.safeParse(
    asJson(await readSmallFile(join(folder, 'manifests', ...names), MAX_MANIFEST_BYTES)),
  );
  if (!parsed.success) return null;
  const { config: about, layers } = parsed.data;
  const blob = join(folder, 'blobs', about.digest.replace(':', '-'));
  const described = config.safeParse(asJson(await readSmallFile(blob, MAX_CONFIG_BYTES)));
  return {
    name: modelName(names),
    tag: names[3] ?? '',
    size: about.size + layers.reduce((sum, layer) => sum + layer.size, 0),
    family: described.success ? described.data.model_family : '',
    from: 'manifest',
  };
}

/** As Ollama writes it: what is its own registry's and library's goes without saying. */
function modelName([registry = '', namespace = '', model = '']: string[]): string {
  if (registry !== OLLAMA_REGISTRY) return `${registry}/${namespace}/${model}`;
  return namespace === OLLAMA_NAMESPACE ? model : `${namespace}/${model}`;
}

function asJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
