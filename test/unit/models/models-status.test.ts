import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderStatus } from '../../../src-main/models/model-paths.ts';
import { modelsOnDisk } from '../../../src-main/models/manifests.ts';
import { modelsStatus } from '../../../src-main/models/models-status.ts';
import { startOllama, writeModel } from '../../support/ollama.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';

let folder: string;
const closing: { close(): Promise<void> }[] = [];
/** Nobody listens on the discard port. */
const SILENT = { OLLAMA_HOST: '127.0.0.1:9' };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'execution-layer-models-'));
});
afterEach(async () => {
  for (const server of closing.splice(0)) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const NOT_SET = {
  path: null,
  from: 'neither variable MODELS_ROOT nor setting models_root',
  exists: false,
};

const status = (env: Record<string, string> = {}, modelsRoot: string | null = null) =>
  modelsStatus({ env: { ...SILENT, ...env }, modelsRoot, home: folder, platform: 'darwin' });

function library(name: string, tag: string, family = 'llama'): void {
  writeModel(folder, { way: ['registry.ollama.ai', 'library', name, tag], family, bytes: 2_000 });
}

describe('which folders', () => {
  it('Ollama’s own default where nothing is said', async () => {
    const { modelsRoot, ollamaModels } = await status();
    expect(modelsRoot).toEqual(NOT_SET);
    expect(ollamaModels).toMatchObject({ path: join(folder, '.ollama', 'models'), exists: false });
    expect(ollamaModels.from).toContain('default');
    expect(ollamaModels.error).toContain('no such folder');
  });

  it('one that never answers is said in time, and looked at once however often it is asked for', async () => {
    let looks = 0;
    const look = (): Promise<never> => {
      looks += 1;
      return new Promise(() => undefined);
    };
    const never = { path: join(folder, 'never'), from: 'setting models_root' };
    for (let asked = 0; asked < 3; asked += 1)
      expect(await folderStatus(never, { look, limitMs: 20 })).toEqual({
        ...never,
        exists: false,
        error: expect.stringContaining('did not answer within 0.02 s') as string,
      });
    expect(looks).toBe(1);
  });

  it('ollama in the setting models_root', async () => {
    mkdirSync(join(folder, 'ollama'));
    const { modelsRoot, ollamaModels } = await status({}, folder);
    expect(modelsRoot).toEqual({ path: folder, from: 'setting models_root', exists: true });
    expect(ollamaModels).toMatchObject({ path: join(folder, 'ollama'), exists: true });
  });

  it('MODELS_ROOT overrides the setting, OLLAMA_MODELS both', async () => {
    const variable = await status({ MODELS_ROOT: folder }, '/elsewhere');
    expect(variable.modelsRoot).toMatchObject({ path: folder, from: 'variable MODELS_ROOT' });
    expect(variable.ollamaModels.path).toBe(join(folder, 'ollama'));
    const both = await status({ MODELS_ROOT: '/elsewhere', OLLAMA_MODELS: folder }, '/other');
    expect(both.ollamaModels).toEqual({ path: folder, from: 'variable OLLAMA_MODELS', exists: true });
    expect(both.modelsRoot).toMatchObject({ path: '/elsewhere', exists: false });
  });

  it('an empty variable says nothing', async () => {
    expect((await status({ MODELS_ROOT: ' ', OLLAMA_MODELS: '' })).modelsRoot).toEqual(NOT_SET);
  });

  it('a file, a relative path and a folder that cannot be read are said', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { ollamaModels: file } = await status({ OLLAMA_MODELS: join(folder, 'file') });
    expect(file).toMatchObject({ exists: true, error: expect.stringContaining('not a folder') as string });
    const { ollamaModels: below } = await status({ OLLAMA_MODELS: join(folder, 'file', 'x') });
    expect(below).toMatchObject({ exists: false });
    const { ollamaModels: relative } = await status({ OLLAMA_MODELS: 'models' });
    expect(relative.error).toContain('whole path');
  });

  it.skipIf(process.platform === 'win32')('one without rights is said', async () => {
    chmodSync(folder, 0o000);
    const { ollamaModels } = await asOrdinaryUser([folder], () => status({ OLLAMA_MODELS: folder }));
    chmodSync(folder, 0o700);
    expect(ollamaModels.error).toContain('cannot be read');
  });
});

describe('which models', () => {
  it('as Ollama lists them when it answers', async () => {
    const fake = await startOllama([
      { name: 'llama3.2:3b', size: 5, family: 'llama' },
      { name: 'hf.co/someone/model:Q4', size: 6, family: 'qwen2' },
      { name: 'bare' },
    ]);
    closing.push(fake);
    library('on-disk', 'latest');
    const { ollama, models } = await status({ OLLAMA_HOST: fake.host, OLLAMA_MODELS: folder });
    expect(ollama).toEqual({ url: fake.url, answering: true });
    expect(models).toEqual([
      { name: 'llama3.2', tag: '3b', size: 5, family: 'llama', from: 'api' },
      { name: 'hf.co/someone/model', tag: 'Q4', size: 6, family: 'qwen2', from: 'api' },
      { name: 'bare', tag: 'latest', size: 2_000_000_000, family: 'llama', from: 'api' },
    ]);
  });

  it('from the manifests when it does not', async () => {
    library('llama3.2', '3b');
    writeModel(folder, { way: ['registry.ollama.ai', 'someone', 'own', 'v1'], family: 'qwen2', bytes: 500 });
    writeModel(folder, { way: ['hf.co', 'someone', 'model', 'Q4'], family: 'gemma', bytes: 700 });
    const { ollama, models, problems } = await status({ OLLAMA_MODELS: folder });
    expect(ollama).toEqual({ url: 'http://127.0.0.1:9', answering: false });
    expect(problems).toEqual([]);
    expect(models.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'hf.co/someone/model', tag: 'Q4', size: 700, family: 'gemma', from: 'manifest' },
      { name: 'llama3.2', tag: '3b', size: 2_000, family: 'llama', from: 'manifest' },
      { name: 'someone/own', tag: 'v1', size: 500, family: 'qwen2', from: 'manifest' },
    ]);
  });

  it('none of a folder that does not answer, which is said; what was read until then where it only takes long', async () => {
    library('llama3.2', '3b');
    const read = (limits: Parameters<typeof modelsStatus>[1]) => {
      const env = { ...SILENT, OLLAMA_MODELS: folder };
      return modelsStatus({ env, modelsRoot: null, home: folder, platform: 'darwin' }, limits);
    };
    const never = (): Promise<never> => new Promise(() => undefined);
    expect(await read({ diskMs: 10, stuckMs: 10, onDisk: never })).toMatchObject({
      models: [],
      problems: ['The folder of the models did not answer.'],
    });
    const slow: typeof modelsOnDisk = async (at, signal) => {
      await new Promise((late) => signal.addEventListener('abort', late, { once: true }));
      return modelsOnDisk(at, signal);
    };
    expect((await read({ diskMs: 10, stuckMs: 60_000, onDisk: slow })).problems).toEqual([
      'Reading the models took too long; the rest is left out.',
    ]);
    const wrong = () => Promise.reject(new Error('another fault'));
    await expect(read({ onDisk: wrong })).rejects.toThrow('another fault');
  });

  it('never asks another computer', async () => {
    library('llama3.2', '3b');
    const { ollama, models } = await status({ OLLAMA_HOST: '192.0.2.1:11434', OLLAMA_MODELS: folder });
    expect(ollama).toMatchObject({
      answering: false,
      error: expect.stringContaining('only Ollama on this computer') as string,
    });
    expect(models).toHaveLength(1);
  });

  it('says when somebody listens and does not answer', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push({
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    });
    const { port } = server.address() as AddressInfo;
    const { ollama } = await status({ OLLAMA_HOST: `127.0.0.1:${port}` });
    expect(ollama).toMatchObject({
      answering: false,
      error: expect.stringContaining('did not answer within 2 s') as string,
    });
  });

  it('says what is no Ollama', async () => {
    const server = createServer((_request, response) => response.end('<h1>hi</h1>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { ollama } = await status({ OLLAMA_HOST: `127.0.0.1:${port}` });
    expect(ollama).toMatchObject({
      answering: false,
      error: expect.stringContaining('does not speak') as string,
    });
  });
});

describe('a folder that is not to be trusted', () => {
  const manifestPath = (...names: string[]): string => {
    const way = join(folder, 'manifests', 'registry.ollama.ai', 'library', ...names.slice(0, -1));
    mkdirSync(way, { recursive: true });
    return join(way, names.at(-1) ?? '');
  };
  const read = () => status({ OLLAMA_MODELS: folder });

  it('manifests that are none are counted, not shown', async () => {
    library('good', 'latest');
    writeFileSync(manifestPath('bad', 'a'), 'not json');
    writeFileSync(manifestPath('bad', 'b'), '{"config": {"digest": "sha256:x", "size": 1}, "layers": []}');
    writeFileSync(manifestPath('bad', 'c'), JSON.stringify({ config: {}, layers: 'x'.repeat(1_000_000) }));
    const { models, problems } = await read();
    expect(models.map(({ name }) => name)).toEqual(['good']);
    expect(problems.join()).toContain('3 manifests cannot be read');
  });

  it('a digest cannot lead out of the folder', async () => {
    const outside = join(folder, '..', 'execution-layer-models-outside');
    writeFileSync(outside, JSON.stringify({ model_family: 'leaked' }));
    try {
      const digest = `sha256-../../execution-layer-models-outside`;
      writeFileSync(manifestPath('x', 'y'), JSON.stringify({ config: { digest, size: 1 }, layers: [] }));
      expect(JSON.stringify(await read())).not.toContain('leaked');
    } finally {
      rmSync(outside);
    }
  });

  it.skipIf(process.platform === 'win32')(
    'neither a pipe nor a circle of links keeps it waiting',
    async () => {
      library('good', 'latest');
      execFileSync('mkfifo', [manifestPath('pipe', 'latest')]);
      symlinkSync(folder, manifestPath('circle', 'x'));
      symlinkSync('/dev/zero', manifestPath('endless', 'x'));
      const { models } = await read();
      expect(models.map(({ name }) => name)).toEqual(['good']);
    },
  );

  it('a config that is none leaves the family empty', async () => {
    library('good', 'latest');
    const digest = `sha256:${'c'.repeat(64)}`;
    writeFileSync(join(folder, 'blobs', `sha256-${'c'.repeat(64)}`), 'x'.repeat(300_000));
    writeFileSync(manifestPath('big', 'v'), JSON.stringify({ config: { digest, size: 1 }, layers: [] }));
    const { models } = await read();
    expect(models.find(({ name }) => name === 'big')?.family).toBe('');
  });

  it('more models than anybody has are cut, and that is said', async () => {
    for (let index = 0; index < 520; index += 1) library(`m${index}`, 'x');
    const { models, problems } = await read();
    expect(models).toHaveLength(500);
    expect(problems.join()).toContain('first 500');
  });
});
