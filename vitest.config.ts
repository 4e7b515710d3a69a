import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Only these: the VS Code of the tests keeps a copy of the extension, tests and all, below .vscode-test.
    include: ['test/unit/**/*.test.ts'],
    // Slow machines are no failures; speed is measured in the benchmark.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { ORT_DISABLE_TELEMETRY: '1' },
  },
});
