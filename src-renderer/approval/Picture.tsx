import type { ApprovalPicture } from '../../src-preload/contract/types.ts';
import { texts } from '../texts/approval-window.ts';

/** In pixels of the picture, which is shown at about half its size. */
const RADIUS = 18;
const BASELINE = 8;

/** The screens when this was asked. Each place is marked beside itself, so that what lies there can be seen. */
export function Picture({ picture }: { picture: ApprovalPicture }) {
  const { mime, base64, width, height, marks } = picture;
  return (
    <figure className="ap-picture" aria-labelledby="ap-picture">
      <h2 id="ap-picture">{texts.picture.title}</h2>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={texts.picture.alt(marks.length)}>
        <image href={`data:${mime};base64,${base64}`} width={width} height={height} />
        {marks.map(({ x, y, label }, index) => {
          const badge = beside(x, y, { width, height });
          return (
            <g key={index} className="ap-mark">
              <line x1={x} y1={y} x2={badge.x} y2={badge.y} />
              <circle cx={badge.x} cy={badge.y} r={RADIUS} />
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

/** Up and to the right of the place, or where there is room. */
function beside(x: number, y: number, { width, height }: { width: number; height: number }) {
  const away = 2 * RADIUS;
  return {
    x: x + away + RADIUS > width ? Math.max(RADIUS, x - away) : x + away,
    y: y - away - RADIUS < 0 ? Math.min(height - RADIUS, y + away) : y - away,
  };
}
