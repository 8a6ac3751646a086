import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../scripts/lib/fingerprint.mjs';
import { linkRuntime } from '../../../scripts/lib/link.mjs';
import { packageBin } from '../../../scripts/lib/package-bin.mjs';
import { tempDir } from './support.ts';

describe('fingerprint', () => {
  it('changes with content, name and absence, not with time', () => {
    const root = tempDir();
    fs.mkdirSync(path.join(root, 'src'));
    const file = path.join(root, 'src', 'a.ts');
    fs.writeFileSync(file, 'one');
    const first = fingerprint(root, ['src', 'missing']);
    fs.utimesSync(file, 0, 0);
    expect(fingerprint(root, ['src', 'missing'])).toBe(first);
    fs.writeFileSync(file, 'two');
    const second = fingerprint(root, ['src', 'missing']);
    expect(second).not.toBe(first);
    fs.renameSync(file, path.join(root, 'src', 'b.ts'));
    expect(fingerprint(root, ['src', 'missing'])).not.toBe(second);
    fs.rmSync(path.join(root, 'src', 'b.ts'));
    expect(fingerprint(root, ['src', 'missing'])).not.toBe(first);
  });
});

describe('linkRuntime', () => {
  it('lets the electron package find the runtime, and follows a new one', () => {
    const [pkg, first, second] = [tempDir(), tempDir(), tempDir()];
    linkRuntime(pkg, first, 'linux');
    expect(fs.readFileSync(path.join(pkg, 'path.txt'), 'utf8')).toBe('electron');
    expect(fs.realpathSync(path.join(pkg, 'dist'))).toBe(first);
    linkRuntime(pkg, second, 'linux');
    expect(fs.realpathSync(path.join(pkg, 'dist'))).toBe(second);
    expect(fs.readdirSync(pkg).sort()).toEqual(['dist', 'path.txt']);
  });

  it("leaves what the package's own installer made alone", () => {
    const pkg = tempDir();
    fs.mkdirSync(path.join(pkg, 'dist'));
    linkRuntime(pkg, tempDir(), 'linux');
    expect(fs.lstatSync(path.join(pkg, 'dist')).isDirectory()).toBe(true);
    expect(fs.existsSync(path.join(pkg, 'path.txt'))).toBe(false);
  });
});

describe('packageBin', () => {
  it('reads both forms of bin', () => {
    const root = tempDir();
    const put = (name: string, bin: unknown): void => {
      fs.mkdirSync(path.join(root, 'node_modules', name), { recursive: true });
      fs.writeFileSync(path.join(root, 'node_modules', name, 'package.json'), JSON.stringify({ bin }));
    };
    put('one', 'cli.js');
    put('two', { other: 'bin/other.js' });
    expect(packageBin(root, 'one')).toBe(path.join(root, 'node_modules/one/cli.js'));
    expect(packageBin(root, 'two', 'other')).toBe(path.join(root, 'node_modules/two/bin/other.js'));
    expect(() => packageBin(root, 'two')).toThrow(/two is not installed/);
    expect(() => packageBin(root, 'three')).toThrow(/three is not installed/);
  });
});
