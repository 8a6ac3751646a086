import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { cdpPipe } from '../../../../src-main/platform/browser/cdp-pipe.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('messages come whole and in order, each in a turn of its own, however the pipe cuts them', async () => {
  const [to, from] = [new PassThrough(), new PassThrough()];
  const pipe = cdpPipe(to, from, () => undefined);
  const seen: string[] = [];
  pipe.onmessage = (message) => {
    const { id } = message as { id: number };
    seen.push(`message ${id}`);
    // What the driver does next, in promises: it must be done before the next message.
    void Promise.resolve()
      .then(() => undefined)
      .then(() => seen.push(`followed ${id}`));
  };
  const bytes = Buffer.from('{"id":1,"text":"日本"}\0{"id":2}\0{"id":3}\0');
  from.write(bytes.subarray(0, 18));
  from.write(bytes.subarray(18));
  for (let index = 0; index < 20; index += 1) await turn();
  expect(seen).toEqual([1, 2, 3].flatMap((id) => [`message ${id}`, `followed ${id}`]));
  pipe.send({ id: 4 });
  expect(String(to.read())).toBe('{"id":4}\0');
});

test('a closed pipe is told once, and takes nothing more', async () => {
  const [to, from] = [new PassThrough(), new PassThrough()];
  const pipe = cdpPipe(to, from, () => undefined);
  let closed = 0;
  pipe.onclose = () => (closed += 1);
  to.emit('error', new Error('EPIPE'));
  from.destroy();
  await turn();
  await turn();
  pipe.send({ id: 1 });
  expect([closed, to.read()]).toEqual([1, null]);
});
