import type { ApprovalPicture } from '../../src-preload/contract/types.ts';
import { texts } from '../texts/approval-window.ts';
import { SafeText } from './SafeText.tsx';

/** In pixels of the picture, which is shown at about half its size. */
const RADIUS = 18;
const BASELINE = 8;
/** So wide is a character of a label; two of them fit a circle. */
const CHARACTER = 13;

/** The screens when this was asked. Each place is marked beside itself, so that what lies there can be seen. */
export function Picture({ picture }: { picture: ApprovalPicture }) {
  const { mime, base64, width, height, marks } = picture;
  return (
    <figure className="ap-picture" aria-labelledby="ap-picture">
      <h2 id="ap-picture">{texts.picture.title}</h2>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={texts.picture.alt(marks.length)}>
        <image href={`data:${mime};base64,${base64}`} width={width} height={height} />
        {marks.map(({ x, y, label }, index) => {
          const half = RADIUS + (Math.max(0, label.length - 2) * CHARACTER) / 2;
          const badge = beside({ x, y }, half, { width, height });
          return (
            <g key={index} className="ap-mark">
              <line x1={x} y1={y} x2={badge.x} y2={badge.y} />
              <rect
                x={badge.x - half}
                y={badge.y - RADIUS}
                width={2 * half}
                height={2 * RADIUS}
                rx={RADIUS}
              />
              <text x={badge.x} y={badge.y + BASELINE}>
                {label}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption className="el-dim">{texts.picture.note}</figcaption>
    </figure>
  );
}

/** Said in place of the picture: what cannot be seen is worth a second thought. */
export function NoPicture({ why }: { why: string }) {
  return (
    <p className="ap-box" data-tone="warn">
      {texts.picture.none} <SafeText text={why} />
    </p>
  );
}

/** Up and to the right of the place, or where there is room. `half`: of the badge's width. */
function beside(
  { x, y }: { x: number; y: number },
  half: number,
  { width, height }: { width: number; height: number },
) {
  const aside = RADIUS + half;
  const away = 2 * RADIUS;
  return {
    x: x + aside + half > width ? Math.max(half, x - aside) : x + aside,
    y: y - away - RADIUS < 0 ? Math.min(height - RADIUS, y + away) : y - away,
  };
}
