import { expect, it } from 'vitest';
import { leftBehind, type Handles } from '../../soak/handles.ts';

const handles = (more: Partial<Handles> = {}): Handles => ({
  active: { PipeWrap: 3, MessagePort: 2 },
  timers: 1,
  files: 110,
  children: 6,
  ...more,
});

it('what comes and goes by itself is no leftover, nor what has gone', () => {
  const now = handles({ active: { PipeWrap: 3, MessagePort: 1 }, timers: 6, files: 115, children: 5 });
  expect(leftBehind(handles(), now)).toEqual([]);
});

it('one more of anything else is', () => {
  expect(leftBehind(handles(), handles({ children: 7 }))).toEqual([{ what: 'children', before: 6, now: 7 }]);
  const more = handles({ active: { PipeWrap: 4, MessagePort: 2, TCPSocketWrap: 1 } });
  expect(leftBehind(handles(), more).map(({ what }) => what)).toEqual(['PipeWrap', 'TCPSocketWrap']);
});

it('and many timers and files', () => {
  const now = handles({ timers: 7, files: 116 });
  expect(leftBehind(handles(), now).map(({ what }) => what)).toEqual(['timers', 'files']);
});
