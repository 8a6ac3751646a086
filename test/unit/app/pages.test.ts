import { describe, expect, it } from 'vitest';
import { permitted } from '../../../src-main/app/lockdown.ts';
import { contentSecurityPolicy, pageFile, pageUrl } from '../../../src-main/app/pages.ts';

describe('pages', () => {
  it.each([
    ['execution-layer-app://panel/index.html', 'panel/index.html'],
    ['execution-layer-app://approval/index.html', 'approval/index.html'],
    ['execution-layer-app://panel/assets/panel-B1x_2.js', 'assets/panel-B1x_2.js'],
  ])('serves %s', (address, file) => {
    expect(pageFile(address)).toBe(file);
  });

  it.each([
    'execution-layer-app://panel/',
    'execution-layer-app://panel/approval/index.html',
    'execution-layer-app://panel/assets/../../main/main.cjs',
    'execution-layer-app://panel/assets/..%2f..%2fmain%2fmain.cjs',
    'execution-layer-app://panel/assets/.hidden',
    'execution-layer-app://panel/assets/a/b.js',
    'execution-layer-app://elsewhere/index.html',
    'file:///etc/passwd',
    'https://panel/index.html',
  ])('does not serve %s', (address) => {
    expect(pageFile(address)).toBeNull();
  });

  it('has a policy that starts from nothing and allows no inline or evaluated script', () => {
    const policy = contentSecurityPolicy('abc');
    expect(policy.startsWith("default-src 'none'; ")).toBe(true);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  it('permits nothing but copying, in the top frame of the panel', () => {
    expect(permitted('clipboard-sanitized-write', pageUrl('panel'), true)).toBe(true);
    expect(permitted('clipboard-sanitized-write', pageUrl('panel'), false)).toBe(false);
    expect(permitted('clipboard-sanitized-write', pageUrl('approval'), true)).toBe(false);
    for (const permission of [
      'clipboard-read',
      'media',
      'geolocation',
      'notifications',
      'openExternal',
      'hid',
    ]) {
      expect(permitted(permission, pageUrl('panel'), true), permission).toBe(false);
    }
  });
});
