import { execFileSync } from 'node:child_process';
import { DeskGate } from '../../src-main/platform/input/gate.ts';
import { windowlessHost } from '../../src-main/platform/input/desktop-host.ts';
import { DesktopInput } from '../../src-main/platform/input/desktop.ts';
import { loadNut } from '../../src-main/platform/input/nut.ts';

/*
 * The tool's session, from taking the desktop to giving it back, against nut-js's own calls with its pauses off.
 */

const ROUNDS = 15;
const WARM_UPS = 3;
const MOVES = 50;
const LETTERS = 'abcdefghij'.repeat(20);

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

async function main(): Promise<void> {
  Object.assign(process.env, JSON.parse(process.argv[2] ?? '{}'));
  const gate = new DeskGate();
  const input = new DesktopInput({ host: windowlessHost(), gate, ownsProcess: () => false, notePath: null });
  const scope = { signal: new AbortController().signal, deadline: Infinity, report: () => undefined };
  const desktop = input.hands(scope);
  const target = await (await desktop.view()).nextFocus();
  if (!target) throw new Error('No window has the keyboard.');
  const { bounds } = target;
  const points = Array.from({ length: MOVES }, (_, index) => ({
    x: bounds.x + 20 + 2 * index,
    y: bounds.y + 20 + index,
  }));
  const tool = async (): Promise<void> => {
    const session = await desktop.take({ human: false });
    try {
      session.aim({ windows: [target], keyboard: target });
      for (const point of points) await session.move(point);
      await session.type(LETTERS, { secret: false });
    } finally {
      await session.end();
    }
  };
  const { js } = await loadNut();
  js.mouse.config.autoDelayMs = 0;
  js.keyboard.config.autoDelayMs = 0;
  const bare = async (): Promise<void> => {
    for (const { x, y } of points) await js.mouse.setPosition(new js.Point(x, y));
    await js.keyboard.type(LETTERS);
  };
  const moves = points.flatMap(({ x, y }) => ['mousemove', String(x), String(y)]);
  const xdotool = async (): Promise<void> => {
    execFileSync('xdotool', [...moves, 'type', '--delay', '0', LETTERS]);
  };
  const times: Record<'tool' | 'bare' | 'xdotool', number[]> = { tool: [], bare: [], xdotool: [] };
  for (let round = -WARM_UPS; round < ROUNDS; round++) {
    const taken = { tool: await timed(tool), bare: await timed(bare), xdotool: await timed(xdotool) };
    if (round < 0) continue;
    for (const who of ['tool', 'bare', 'xdotool'] as const) times[who].push(taken[who]);
  }
  await input.dispose();
  process.stdout.write(JSON.stringify(times), () => process.exit(0));
}

void main();
