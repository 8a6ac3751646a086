import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    // Two cores, and tests that start real processes: more at once would only make each slower.
    maxWorkers: 2,
    restoreMocks: true,
  },
});
