// @ts-check
/**
 * The switches that an environment asks for, with what to tell the person about them.
 * @param {{platform: NodeJS.Platform, uid: number | undefined, virtual: boolean}} where
 * @returns {{switches: string[], notes: string[]}}
 */
export function environmentSwitches({ platform, uid, virtual }) {
  const switches = [];
  const notes = [];
  if (platform === 'linux' && uid === 0) {
    switches.push('--no-sandbox');
    notes.push("Running as root: Chromium's sandbox does not work for root, so it is off (--no-sandbox).");
  }
  // Without a graphics card a picture of the window may come back empty.
  if (virtual) switches.push('--disable-gpu');
  return { switches, notes };
}

/**
 * The whole command line: environment's switches, the app, the caller's own.
 * @param {{switches: string[], app: string, args?: readonly string[]}} parts
 */
export function electronArgs({ switches, app, args = [] }) {
  return [...switches, app, ...args];
}

/**
 * The environment for Electron. ELECTRON_RUN_AS_NODE, which some editors' terminals set, would turn it into plain Node;
 * a virtual screen must not lose to a Wayland one.
 * @param {NodeJS.ProcessEnv} env
 * @param {Record<string, string>} [screen] from `startVirtualDisplay`
 * @returns {Record<string, string>}
 */
export function electronEnv(env, screen) {
  /** @type {Record<string, string>} */
  const result = {};
  for (const [name, value] of Object.entries({ ...env, ...screen }))
    if (value !== undefined) result[name] = value;
  delete result['ELECTRON_RUN_AS_NODE'];
  if (screen) delete result['WAYLAND_DISPLAY'];
  return result;
}

/**
 * Why Chromium's sandbox cannot start for an ordinary user, as far as the system says so. It needs unprivileged user
 * namespaces, or its helper owned by root with the set-uid bit.
 * @param {{helper: {uid: number, mode: number} | undefined, read: (file: string) => string | undefined}} system
 *   `read` gives a /proc/sys file's content
 * @returns {string | undefined}
 */
export function sandboxProblem({ helper, read }) {
  if (helper && helper.uid === 0 && (helper.mode & 0o4755) === 0o4755) return undefined;
  if (read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns')?.trim() === '1') {
    return 'AppArmor does not let programs make user namespaces';
  }
  if (read('/proc/sys/kernel/unprivileged_userns_clone')?.trim() === '0')
    return 'user namespaces are turned off';
  if (read('/proc/sys/user/max_user_namespaces')?.trim() === '0') return 'user namespaces are turned off';
  return undefined;
}
