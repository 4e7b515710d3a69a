import { defineConfig } from 'vitest/config';

/** Processes of the lowest priority, which get next to nothing while others compute: they run last, alone. */
const ALONE = ['test/unit/train/worker.test.ts'];

export default defineConfig({
  test: {
    // Slow machines are no failures; speed is measured in the benchmark.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    env: { ORT_DISABLE_TELEMETRY: '1' },
    setupFiles: ['test/unit/seed.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Only these: the VS Code of the tests keeps a copy of the extension, including tests, in .vscode-test.
          include: ['test/unit/**/*.test.ts'],
          exclude: ALONE,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE, sequence: { groupOrder: 1 } } },
    ],
  },
});
