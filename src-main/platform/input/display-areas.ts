import type { Area, DisplayArea } from './desk.ts';

/** A screen as the toolkit tells it: in its own units, of which one is `scaleFactor` pixels. */
export interface ToolkitDisplay {
  bounds: Area;
  scaleFactor: number;
}

/**
 * The screens in the coordinates of the system's own input: points on macOS, physical pixels on Windows.
 * @param toPixels where an area of the toolkit's units lies in physical pixels; screens of several factors do not scale alike
 */
export function displayAreas(
  platform: NodeJS.Platform,
  displays: readonly ToolkitDisplay[],
  toPixels: (area: Area) => Area,
): DisplayArea[] {
  if (platform !== 'win32') return displays.map(({ bounds, scaleFactor }) => ({ ...bounds, scaleFactor }));
  return displays.map(({ bounds }) => ({ ...toPixels(bounds), scaleFactor: 1 }));
}
