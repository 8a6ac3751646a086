import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  // What they look at or start is there on Linux only.
  testIgnore: process.platform === 'linux' ? [] : ['**/*.linux.spec.ts'],
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Each test starts the real app; two cores carry two of them.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
  outputDir: 'test-results',
});
