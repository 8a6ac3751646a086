import type { DesktopHands } from '../../src-main/platform/input/desktop.ts';

function unused(): never {
  throw new Error('Nothing here has any business with the desktop.');
}

/** The desktop for what must not touch it. */
export const noDesktop: DesktopHands = {
  availability: unused,
  view: unused,
  keys: unused,
  noQuestion: unused,
  picture: unused,
  take: unused,
};
