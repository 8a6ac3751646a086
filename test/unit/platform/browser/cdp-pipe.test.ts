import { PassThrough, Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { askedAddress } from '../../../../src-main/platform/browser/asked-hosts.ts';
import { cdpPipe } from '../../../../src-main/platform/browser/cdp-pipe.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('messages come whole and in order, each in a turn of its own, however the pipe cuts them', async () => {
  const [to, from] = [new PassThrough(), new PassThrough()];
  const pipe = cdpPipe(to, from, { close: () => undefined });
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
  const pipe = cdpPipe(to, from, { close: () => undefined });
  let closed = 0;
  pipe.onclose = () => (closed += 1);
  to.emit('error', new Error('EPIPE'));
  from.destroy();
  await turn();
  await turn();
  pipe.send({ id: 1 });
  expect([closed, to.read()]).toEqual([1, null]);
});

test('what nobody needs is not even parsed, however long it is and however it is cut', async () => {
  const [to, from] = [new PassThrough(), new PassThrough()];
  let closed = 0;
  const pipe = cdpPipe(to, from, { close: () => (closed += 1) });
  const seen: unknown[] = [];
  pipe.onmessage = (message) => void seen.push(message);
  const noJson = '{"method":"Runtime.consoleAPICalled","params":{"type":"log",]]'.padEnd(300, ']');
  const bytes = Buffer.from(`${noJson}\0{"id":1}\0${noJson}\0{"id":2}\0`);
  for (const byte of bytes) from.write(Buffer.of(byte));
  from.write(Buffer.from(noJson));
  for (let mb = 0; mb < 80; mb += 1) from.write(Buffer.alloc(1024 * 1024, 'x'));
  from.write('\0{"id":3}\0');
  await vi.waitFor(() => expect(seen).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]));
  expect(closed).toBe(0);
});

test.each([
  ['is longer than any that is needed', Array(65).fill(Buffer.alloc(1024 * 1024, 'x'))],
  ['is no message', [Buffer.from('{"id":1]\0')]],
  [
    'is no message, of those that are read at once',
    [Buffer.from('{"method":"Network.requestWillBeSent",]\0')],
  ],
])('a browser whose message %s is ended, and nothing of it is taken', async (_what, chunks) => {
  const [to, from] = [new PassThrough(), new PassThrough()];
  const told: string[] = [];
  const pipe = cdpPipe(to, from, {
    close: () => told.push('close'),
    onOverflow: () => told.push('overflow'),
  });
  pipe.onmessage = () => void told.push('message');
  pipe.onclose = () => told.push('closed');
  for (const chunk of chunks) from.write(chunk);
  from.write('{"id":2}\0');
  await vi.waitFor(() => expect(told).toEqual(['overflow', 'close', 'closed']));
  for (let index = 0; index < 5; index += 1) await turn();
  expect(told).toHaveLength(3);
});

test('no more is read than the driver can follow; all of it comes in the end, in order', async () => {
  const MESSAGES = 1_000;
  const LENGTH = 64 * 1024;
  let [sent, given, most] = [0, 0, 0];
  const from = new Readable({
    highWaterMark: LENGTH,
    read() {
      sent += 1;
      most = Math.max(most, sent - given);
      if (sent <= MESSAGES) this.push(Buffer.from(`{"id":${sent},"x":"${'x'.repeat(LENGTH)}"}\0`));
    },
  });
  const pipe = cdpPipe(new PassThrough(), from, { close: () => undefined });
  const order: number[] = [];
  pipe.onmessage = (message) => {
    given += 1;
    order.push((message as { id: number }).id);
  };
  await vi.waitFor(() => expect(given).toBe(MESSAGES), { timeout: 20_000 });
  expect(order).toEqual(Array.from({ length: MESSAGES }, (_none, index) => index + 1));
  expect(most * LENGTH).toBeLessThan(10 * 1024 * 1024);
});

test('what a page asks for is told at once; nobody gets more of it than is needed', async () => {
  const [to, from] = [new PassThrough(), new PassThrough()];
  const peeked: string[] = [];
  const pipe = cdpPipe(to, from, {
    close: () => undefined,
    peek: (message) => void peeked.push(askedAddress(message) ?? 'another'),
  });
  const seen: unknown[] = [];
  pipe.onmessage = (message) => void seen.push(message);
  const long = `http://x/${'y'.repeat(100_000)}`;
  const request = {
    url: long,
    postData: 'z'.repeat(100_000),
    postDataEntries: [{ bytes: 'eg==' }],
    method: 'POST',
  };
  const event = {
    method: 'Network.requestWillBeSent',
    params: { requestId: '1', documentURL: long, request },
  };
  from.write(`${JSON.stringify(event)}\0{"id":1}\0`);
  await vi.waitFor(() => expect(seen).toHaveLength(2));
  expect(peeked).toEqual([long.slice(0, 8_192)]);
  expect(JSON.stringify(seen[0]).length).toBeLessThan(30_000);
  expect(seen[0]).toMatchObject({ params: { requestId: '1', request: { method: 'POST' } } });
});
