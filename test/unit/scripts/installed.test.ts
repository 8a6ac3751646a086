import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ICONS, iconsList } from '../../../scripts/lib/icons.mjs';
import { APP_ID } from '../../../src-main/app/app-id.ts';
import { LINK_SCHEME } from '../../../src-main/app/deep-link.ts';
import { startAtLogin } from '../../../src-main/app/login-item.ts';
import { newFolder } from '../../support/door.ts';
import { LONG } from '../../support/long.ts';

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

it('the app tells Windows the name that its shortcuts are made under', () => {
  expect(readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8')).toContain(`appId: ${APP_ID}\n`);
});

describe('the uninstaller for Windows', () => {
  const macro = readFileSync(join(ROOT, 'resources/installer.nsh'), 'utf8');

  it('takes away the data of who runs it, also where the app is there for all, and goes back to that', () => {
    const at = (text: string): number => macro.indexOf(text);
    expect(at('SetShellVarContext current')).toBeGreaterThan(-1);
    for (const theirs of ['$APPDATA', '$LOCALAPPDATA', 'HKCU'])
      expect(at(theirs), theirs).toBeGreaterThan(at('SetShellVarContext current'));
    expect(at('SetShellVarContext all')).toBeGreaterThan(macro.lastIndexOf('$APPDATA'));
  });

  it('knows what the app has told the system by the names that it gave', () => {
    const said: string[] = [];
    const usual = { platform: 'win32', executable: 'x', dataDir: null, config: '' } as const;
    startAtLogin(true, { ...usual, set: ({ name }) => void said.push(name) });
    for (const key of ['CurrentVersion\\Run', 'StartupApproved\\Run'])
      expect(macro).toContain(`${key}" "${said[0]}"`);
    expect(macro).toContain(`Classes\\${LINK_SCHEME}"`);
  });

  if (LONG) {
    it('is what makensis takes, without a warning', () => {
      const folder = newFolder();
      const script = [
        '!include LogicLib.nsh',
        'Var installMode',
        // As electron-builder defines it.
        '!macro _isUpdated _a _b _t _f\n StrCmp "1" "0" `${_t}` `${_f}`\n!macroend',
        '!define isUpdated `"" isUpdated ""`',
        `!include "${join(ROOT, 'resources/installer.nsh')}"`,
        `OutFile "${join(folder, 'out.exe')}"`,
        'Section\n StrCpy $installMode "all"\n WriteUninstaller "$EXEDIR\\u.exe"\nSectionEnd',
        'Section "un.x"\n !insertmacro customUnInstall\nSectionEnd',
      ];
      writeFileSync(join(folder, 'x.nsi'), script.join('\n'));
      execFileSync('makensis', ['-V2', '-WX', join(folder, 'x.nsi')], { stdio: 'pipe' });
      expect(existsSync(join(folder, 'out.exe'))).toBe(true);
    });
  }
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
