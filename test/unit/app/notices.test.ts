import { expect, it } from 'vitest';
import { sandboxNotice } from '../../../src-main/app/notices.ts';

it('says that the sandbox is off, where that is not all that root can have', () => {
  expect(sandboxNotice(true, 1000)).toMatchObject([{ id: 'no-sandbox', severity: 'warning' }]);
  expect(sandboxNotice(true, undefined)).toHaveLength(1);
  expect(sandboxNotice(true, 0)).toEqual([]);
  expect(sandboxNotice(false, 1000)).toEqual([]);
});
