import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startVirtualDisplay } from '../../../../scripts/lib/display.mjs';
import type { Point } from '../../../../src-main/platform/input/desk.ts';
import { windowlessHost } from '../../../../src-main/platform/input/desktop-host.ts';
import { DesktopInput } from '../../../../src-main/platform/input/desktop.ts';
import { DeskGate } from '../../../../src-main/platform/input/gate.ts';
import { XConnection } from '../../../../src-main/platform/input/x11/connection.ts';
import { XWindows } from '../../../../src-main/platform/input/x11/windows.ts';

/** Requests that only tests send. */
interface MoreRequests {
  MapWindow(id: number): void;
  GrabServer(): void;
  UngrabServer(): void;
}
const more = (x: XConnection): MoreRequests => x.client as unknown as MoreRequests;

let server: Awaited<ReturnType<typeof startVirtualDisplay>>;

async function connected(display = server): Promise<XConnection> {
  process.env['XAUTHORITY'] = display.env['XAUTHORITY'];
  return XConnection.open(display.display);
}

/** A window that no window manager is asked about, 100 pixels each way at the top left. */
async function openWindow(x: XConnection): Promise<number> {
  const id = x.client.AllocID();
  const INPUT_OUTPUT = 1;
  x.client.CreateWindow(id, x.root, 0, 0, 100, 100, 0, 0, INPUT_OUTPUT, 0, { eventMask: 0 });
  more(x).MapWindow(id);
  await x.sync();
  return id;
}

describe.skipIf(process.platform !== 'linux')('an X server', () => {
  beforeAll(async () => {
    server = await startVirtualDisplay({ size: '640x480x24' });
  });
  afterAll(() => server.stop());

  describe('with a window that goes while it is looked at', () => {
    const nobodys = { handles: () => new Map(), ofProcess: () => null };
    const AT: Point = { x: 50, y: 50 };

    /** In which the window on top goes right after it was found there. */
    class Going extends XWindows {
      readonly #x: XConnection;
      #goes: number | null;
      constructor(x: XConnection, goes: number) {
        super(x, nobodys);
        this.#x = x;
        this.#goes = goes;
      }
      override async topmost(point: Point): Promise<number> {
        const top = await super.topmost(point);
        if (this.#goes !== null) this.#x.client.DestroyWindow(this.#goes);
        this.#goes = null;
        await this.#x.sync();
        return top;
      }
    }

    test('what lies there is what lay below it', async () => {
      const x = await connected();
      const below = await openWindow(x);
      const view = new Going(x, await openWindow(x));
      expect((await view.under([AT]))[0]).toMatchObject({ own: null, window: { id: below } });
      x.close();
    });

    test('what lies there is the bare desktop only where nothing lay below it', async () => {
      const x = await connected();
      const view = new Going(x, await openWindow(x));
      expect((await view.under([AT]))[0]).toEqual({ own: null, window: null });
      x.close();
    });
  });

  test('that another program holds fails what waits for it, in words', async () => {
    const [x, other] = [await connected(), await connected()];
    more(other).GrabServer();
    await other.sync();
    await expect(x.sync()).rejects.toMatchObject({ name: 'ToolError', code: 'screen_no_answer' });
    // Neither can be connected to, also by a run that is the first to need the desktop.
    const desktop = new DesktopInput({
      host: windowlessHost(),
      gate: new DeskGate(),
      ownsProcess: () => false,
      notePath: null,
      env: { DISPLAY: server.display },
    });
    const first = expect(desktop.look().view()).rejects.toMatchObject({
      status: 'error',
      code: 'screen_no_answer',
    });
    await expect(connected()).rejects.toMatchObject({ code: 'screen_no_answer' });
    await first;
    more(other).UngrabServer();
    await other.sync();
    await x.sync();
    x.close();
    other.close();
  });

  test('that ends fails what waits for it and everything after, in words', async () => {
    const short = await startVirtualDisplay({ size: '640x480x24' });
    const x = await connected(short);
    const other = await connected(short);
    more(other).GrabServer();
    await other.sync();
    const waiting = x.sync();
    const LOST = { name: 'ToolError', code: 'screen_lost' };
    await Promise.all([expect(waiting).rejects.toMatchObject(LOST), sleep(50).then(short.stop)]);
    await expect(x.sync()).rejects.toMatchObject(LOST);
    expect(x.lost).toBe(true);
  });
});
