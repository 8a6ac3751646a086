import type { ExecutionLayerApprovalApi } from '../../src-preload/contract/api.ts';

/** More than any screen; a longer page scrolls all the same. CSS pixels. */
const MOST = 10_000;

/** Lets the window grow and shrink with what `root` needs; main keeps it within the screen. */
export function followHeight(root: HTMLElement, bridge: Pick<ExecutionLayerApprovalApi, 'fit'>): void {
  let asked = 0;
  new ResizeObserver(() => {
    const height = Math.min(MOST, Math.ceil(root.getBoundingClientRect().height));
    if (height === asked || height === 0) return;
    asked = height;
    // Refused or not: the page can be read either way, by scrolling.
    void bridge.fit({ height });
  }).observe(root);
}
