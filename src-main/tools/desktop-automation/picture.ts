import type { DesktopLook } from '../../platform/input/desktop.ts';
import { encodePng, shrink } from '../../platform/input/png.ts';
import type { PlanPicture } from '../tool.ts';
import type { DesktopAction } from './actions.ts';
import { pointsOf } from './survey.ts';

/** Twice the approval window's width: sharp enough there on any screen. */
const WIDEST = 960;

/** The screens as they are, with the points of the actions marked by their numbers; null when no action points. */
export async function pictureOf(
  lists: readonly { actions: readonly DesktopAction[]; prefix: string }[],
  desktop: DesktopLook,
): Promise<PlanPicture | null> {
  const points = lists.flatMap(({ actions, prefix }) =>
    actions.flatMap((action, index) =>
      pointsOf(action).map((point) => ({ ...point, label: `${prefix}${index + 1}` })),
    ),
  );
  if (points.length === 0) return null;
  const { pixels, area } = await desktop.picture();
  const small = shrink(pixels, WIDEST);
  const { width, height } = small;
  const marks = points.map(({ x, y, label }) => ({
    x: Math.round(((x - area.x) * width) / area.width),
    y: Math.round(((y - area.y) * height) / area.height),
    label,
  }));
  return { mime: 'image/png', bytes: await encodePng(small), width, height, marks };
}
