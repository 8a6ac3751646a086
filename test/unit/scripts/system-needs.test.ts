import { describe, expect, it } from 'vitest';
import {
  hasT64,
  installCommands,
  missingLibraries,
  notInCache,
  packagesFor,
  parseOsRelease,
} from '../../../scripts/lib/system-needs.mjs';

const bookworm = parseOsRelease('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n');
const trixie = parseOsRelease('ID=debian\nVERSION_ID="13"\n');
const noble = parseOsRelease("ID=ubuntu\nID_LIKE=debian\nVERSION_ID='24.04'\n");
const mint = parseOsRelease('ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID="22"\n');
const never = (): boolean => {
  throw new Error('apt is asked only of derivatives');
};

it('parseOsRelease reads plain and quoted values', () => {
  expect(bookworm).toEqual({ id: 'debian', like: [], version: '12' });
  expect(mint).toEqual({ id: 'linuxmint', like: ['ubuntu', 'debian'], version: '22' });
  expect(parseOsRelease('')).toEqual({ id: '', like: [], version: '' });
});

describe('hasT64', () => {
  it('knows the two big distributions by their version', () => {
    expect(hasT64(bookworm, never)).toBe(false);
    expect(hasT64(trixie, never)).toBe(true);
    expect(hasT64(parseOsRelease('ID=debian\n'), never)).toBe(true);
    expect(hasT64(parseOsRelease('ID=ubuntu\nVERSION_ID="22.04"'), never)).toBe(false);
    expect(hasT64(noble, never)).toBe(true);
  });

  it('asks apt on a derivative', () => {
    expect(hasT64(mint, () => true)).toBe(true);
    expect(hasT64(mint, () => false)).toBe(false);
  });
});

describe('packagesFor', () => {
  const needs = { libraries: true, programs: ['xvfb', 'x11-utils', 'x11-utils'], browser: true };

  it('uses the names of the release', () => {
    expect(packagesFor(needs, bookworm, 'apt', never)).toEqual([
      ...['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libxtst6'],
      ...['xvfb', 'x11-utils', 'chromium'],
    ]);
    const named = packagesFor({ libraries: true, programs: [] }, trixie, 'apt', never);
    expect(named).toContain('libgtk-3-0t64');
    expect(named).toContain('libasound2t64');
    expect(named).not.toContain('libgtk-3-0');
  });

  it('takes no chromium on Ubuntu, where it is a stub', () => {
    expect(packagesFor(needs, noble, 'apt', never)).not.toContain('chromium');
  });

  it('asks for nothing that is not missing', () => {
    expect(packagesFor({ libraries: false, programs: ['xvfb'] }, bookworm, 'apt', never)).toEqual(['xvfb']);
  });

  it('knows other package managers', () => {
    const fedora = parseOsRelease('ID=fedora\nVERSION_ID=42');
    expect(packagesFor(needs, fedora, 'dnf', never)).toContain('xorg-x11-server-Xvfb');
    expect(packagesFor(needs, fedora, 'dnf', never)).toContain('gtk3');
  });
});

it('installCommands never ask and never recommend, with apt', () => {
  const [update, install] = installCommands(['xvfb'], 'apt');
  expect(update).toEqual(['apt-get', 'update']);
  expect(install?.slice(0, 4)).toEqual(['apt-get', 'install', '-y', '--no-install-recommends']);
  expect(install?.at(-1)).toBe('xvfb');
});

describe('what is missing', () => {
  it('is what ldd says', () => {
    const output =
      '\tlinux-vdso.so.1 (0x0)\n\tlibgtk-3.so.0 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x0)\n';
    expect(missingLibraries(output)).toEqual(['libgtk-3.so.0']);
    expect(missingLibraries('\tlibc.so.6 => /lib/libc.so.6 (0x0)\n')).toEqual([]);
  });

  it('is what ldconfig does not name', () => {
    const output = '2 libs found\n\tlibXtst.so.6 (libc6,x86-64) => /lib/libXtst.so.6\n';
    expect(notInCache(output, ['libXtst.so.6', 'libXss.so.1'])).toEqual(['libXss.so.1']);
  });
});
