import { expect, it } from 'vitest';
import { linkAmong, parseDeepLink } from '../../../src-main/app/deep-link.ts';

const RUN = '0198c1f2-7c3a-4b6e-9d2f-1a2b3c4d5e6f';

it('opens a view, or a run in the log', () => {
  expect(parseDeepLink('execution-layer://log')).toEqual({ view: 'log' });
  expect(parseDeepLink('execution-layer://Settings/')).toEqual({ view: 'settings' });
  expect(parseDeepLink(`execution-layer://log/${RUN}`)).toEqual({ runId: RUN });
  expect(linkAmong(['/usr/bin/execution-layer', '--hidden', 'execution-layer://rules'])).toEqual({
    view: 'rules',
  });
  expect(linkAmong(['/usr/bin/execution-layer'])).toBe(null);
});

it.each([
  'execution-layer://tools/run?tool=git_status',
  `execution-layer://tools/${RUN}`,
  `execution-layer://approvals/${RUN}`,
  'execution-layer://log/../settings',
  'execution-layer://log?approve=1',
  'execution-layer://log#x',
  'execution-layer://anna@log',
  'execution-layer://nowhere',
  'execution-layer:log',
  'execution-layer-app://panel/index.html',
  ' execution-layer://log',
  'execution-layer://log\n--inspect',
])('%j leads nowhere', (text) => {
  expect(parseDeepLink(text)).toBe(null);
});
