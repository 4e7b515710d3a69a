/** The tests that run inside the extension host; VS Code calls `run` (see `hostSuite.ts` and `electron.ts`). */
import { appendFileSync } from 'node:fs';
import { describe, runJourney, type TestReport } from '../testing.ts';
import { hostTests } from './extension.ts';

/** Writes each result to the file that OWNHAND_TEST_RESULTS names, one JSON per line; rejects if a test failed. */
export async function run(): Promise<void> {
  const results = process.env.OWNHAND_TEST_RESULTS;
  const all: TestReport[] = [];
  await runJourney(hostTests, (result) => {
    all.push(result);
    console.log(describe(result));
    if (results) appendFileSync(results, `${JSON.stringify(result)}\n`);
  });
  const failed = all.filter((result) => result.outcome === 'failed').length;
  if (failed > 0) throw new Error(`${failed} of ${all.length} tests failed inside the extension host.`);
}
