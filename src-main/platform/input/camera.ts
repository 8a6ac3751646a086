import { cover, Covers } from './covers.ts';
import type { Area, WindowInfo, WindowView } from './desk.ts';
import type { Nut } from './nut.ts';
import { encodePng } from './png.ts';
import type { Report } from './report.ts';

/** Takes a run's pictures: what a secret was typed into is covered in all that come after. */
export class Camera {
  readonly #nut: Nut;
  readonly #view: WindowView;
  readonly #report: Report;
  readonly #covers = new Covers();

  constructor(parts: { nut: Nut; view: WindowView; report: Report }) {
    this.#nut = parts.nut;
    this.#view = parts.view;
    this.#report = parts.report;
  }

  /** From now on the windows of this one's program are covered. */
  cover(window: WindowInfo): void {
    this.#covers.add(window);
  }

  /** A picture of a part of the desktop as PNG. */
  async take(area: Area, what: string): Promise<Buffer> {
    const covered = this.#covers.any ? ', what a secret was typed into covered' : '';
    const part = `${area.width}x${area.height} at ${area.x},${area.y}`;
    this.#report('capture', what, `takes a picture of ${part}${covered}`);
    if (!this.#covers.any) return encodePng(await this.#nut.grab(area));
    const before = await this.#view.windows();
    const pixels = await this.#nut.grab(area);
    // A window may have moved meanwhile: it is covered where it was and where it is.
    cover(pixels, area, this.#covers.places([...before, ...(await this.#view.windows())]));
    return encodePng(pixels);
  }
}
