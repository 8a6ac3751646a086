import { existsSync } from 'node:fs';
import type { Availability } from '../../../src-preload/contract/types.ts';

/** What of the system decides whether there is a desktop to act on. */
export interface DesktopSystem {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  permissions: () => { accessibility: boolean; screen: boolean };
  /** The folder of the sockets of X servers on this computer. */
  sockets?: string;
}

/** Whether input can be sent and pictures taken here; cheap, and loads nothing. */
export function desktopAvailability(system: DesktopSystem): Availability {
  const { platform, env, permissions, sockets = '/tmp/.X11-unix' } = system;
  switch (platform) {
    case 'linux':
      return onLinux(env, sockets);
    case 'darwin':
      return onMac(permissions());
    case 'win32':
      return { ok: true };
    default:
      return { ok: false, reason: `it does not know how to act on ${platform}` };
  }
}

function onLinux(env: NodeJS.ProcessEnv, sockets: string): Availability {
  const wayland = (env['WAYLAND_DISPLAY'] ?? '') !== '' || env['XDG_SESSION_TYPE'] === 'wayland';
  if (wayland) {
    return {
      ok: false,
      reason: 'this is a Wayland session, which lets no program send input to others or look at the screen',
      fix: 'Log in with an X11 session ("Xorg" on the login screen).',
    };
  }
  const display = env['DISPLAY'] ?? '';
  if (display === '') {
    return {
      ok: false,
      reason: 'there is no screen (DISPLAY is not set)',
      fix: 'Start the app in a desktop session, or under Xvfb with a window manager.',
    };
  }
  const local = /^:(\d+)/.exec(display)?.[1];
  if (local !== undefined && existsSync(sockets) && !existsSync(`${sockets}/X${local}`)) {
    return {
      ok: false,
      reason: `no X server answers at DISPLAY=${display}`,
      fix: 'Start the app in a desktop session, or correct DISPLAY.',
    };
  }
  return { ok: true };
}

function onMac({ accessibility, screen }: { accessibility: boolean; screen: boolean }): Availability {
  const missing = [
    ...(accessibility ? [] : ['Accessibility']),
    ...(screen ? [] : ['Screen & System Audio Recording']),
  ];
  if (missing.length === 0) return { ok: true };
  return {
    ok: false,
    reason: `macOS has not granted this app: ${missing.join(' and ')}`,
    fix: `Allow it in System Settings > Privacy & Security > ${missing.join(' and ')}, then restart the app.`,
  };
}
