import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { electronStoreFile } from '../../../src-main/app/store-file.ts';

test('what is written before electron-store is loaded is in the file at once, for its owner alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-file-'));
  try {
    const path = join(folder, 'execution_layer_config.json');
    const file = electronStoreFile(path);
    file.write({ theme: 'dark' });
    file.write({ theme: 'light' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ theme: 'light' });
    expect(file.readText()).toBe('{\n  "theme": "light"\n}\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['execution_layer_config.json']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
