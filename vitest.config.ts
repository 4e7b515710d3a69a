import { defineConfig } from 'vitest/config';

// Only these: the VS Code of the tests keeps a copy of the extension, tests and all, below .vscode-test.
export default defineConfig({ test: { include: ['test/unit/**/*.test.ts'] } });
