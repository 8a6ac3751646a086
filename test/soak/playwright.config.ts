import { defineConfig } from '@playwright/test';

/** `npm run soak`: one test, for as long as it takes. */
export default defineConfig({
  testDir: '.',
  testMatch: 'soak.spec.ts',
  timeout: 110 * 60_000,
  expect: { timeout: 20_000 },
  workers: 1,
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
  outputDir: '../../test-results',
});
