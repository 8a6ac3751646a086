import { expect, test } from 'vitest';
import type { Area } from '../../../../src-main/platform/input/desk.ts';
import { displayAreas } from '../../../../src-main/platform/input/display-areas.ts';
import { boundsOf } from '../../../../src-main/platform/input/desktop.ts';

/** The main screen, one to its left that is drawn larger, one above it that is drawn largest. */
const SCREENS = [
  { bounds: { x: 0, y: 0, width: 1280, height: 720 }, scaleFactor: 1.5 },
  { bounds: { x: -2560, y: 0, width: 2560, height: 1440 }, scaleFactor: 1 },
  { bounds: { x: 0, y: -1080, width: 1920, height: 1080 }, scaleFactor: 2 },
];
/** The same in pixels, as Windows lays them out. */
const PIXELS: Area[] = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: -2560, y: 0, width: 2560, height: 1440 },
  { x: 0, y: -2160, width: 3840, height: 2160 },
];

const toPixels = (area: Area): Area => {
  const index = SCREENS.findIndex(({ bounds }) => bounds === area);
  return PIXELS[index] as Area;
};

test('on Windows they are physical pixels, each by its own factor', () => {
  const areas = displayAreas('win32', SCREENS, toPixels);
  expect(areas).toEqual(PIXELS.map((area) => ({ ...area, scaleFactor: 1 })));
  expect(boundsOf(areas)).toEqual({ x: -2560, y: -2160, width: 6400, height: 3600 });
});

test('on macOS they are points, with the pixels of a picture for each', () => {
  const areas = displayAreas('darwin', SCREENS, () => {
    throw new Error('Nothing is turned into pixels.');
  });
  expect(areas).toEqual(SCREENS.map(({ bounds, scaleFactor }) => ({ ...bounds, scaleFactor })));
  expect(boundsOf(areas)).toEqual({ x: -2560, y: -1080, width: 4480, height: 2520 });
});
