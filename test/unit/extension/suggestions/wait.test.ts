import { expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { waited } from '../../../../src/extension/suggestions/wait.ts';

it('waits as long as told', async () => {
  const start = performance.now();
  expect(await waited(30, new CancellationTokenSource().token)).toBe(true);
  expect(performance.now() - start).toBeGreaterThanOrEqual(28);
});

it('ends at once when cancelled, before or during the wait', async () => {
  const source = new CancellationTokenSource();
  const start = performance.now();
  const waiting = waited(60_000, source.token);
  source.cancel();
  expect(await waiting).toBe(false);
  expect(await waited(60_000, source.token)).toBe(false);
  expect(performance.now() - start).toBeLessThan(1_000);
});
