import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ICONS, iconsList } from '../../../scripts/lib/icons.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const SCRIPT = 'resources/linux/after-remove.sh';

describe('icons', () => {
  it('are those of their sources: `npm run icons` draws them', () => {
    expect(JSON.parse(readFileSync(join(ROOT, 'resources/icons.json'), 'utf8'))).toEqual(iconsList(ROOT));
  });

  it('are as large as they say, and there is none without a source', () => {
    for (const { picture, size } of ICONS) {
      const png = readFileSync(join(ROOT, picture));
      expect([png.readUInt32BE(16), png.readUInt32BE(20)], picture).toEqual([size, size]);
    }
    const tray = readdirSync(join(ROOT, 'resources/tray')).map((name) => `resources/tray/${name}`);
    const known = ICONS.flatMap(({ source, picture }) => [source, picture]);
    expect(tray.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('after a package is removed', () => {
  const config = readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8');

  it('both kinds of package run the script', () => {
    expect(config.split(`afterRemove: ${SCRIPT}`)).toHaveLength(3);
    expect(existsSync(join(ROOT, SCRIPT))).toBe(true);
  });

  it('removes nothing in anybody’s folder', () => {
    execFileSync('bash', ['-n', join(ROOT, SCRIPT)]);
    const lines = readFileSync(join(ROOT, SCRIPT), 'utf8').split('\n');
    const removing = lines.filter((line) => /^\s*(?:rm|find|shred)\b/.test(line));
    for (const line of removing) expect(line).toMatch(/rm -f ('\/usr\/bin\/|"\$APPARMOR_PROFILE_DEST")/);
  });
});
