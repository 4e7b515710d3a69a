/** A small test runner, shared by the driver (on the page) and the suite inside the extension host. */

export interface Test {
  name: string;
  run: () => Promise<void>;
}

export interface TestReport {
  name: string;
  outcome: 'passed' | 'failed' | 'skipped';
  ms: number;
  /** Message and stack of the failure. */
  error?: string;
}

/**
 * Runs the steps of one journey in order. Each step builds on those before it, so the first failure skips the rest
 * instead of letting every one of them time out.
 */
export async function runJourney(tests: Test[], report: (result: TestReport) => void | Promise<void>): Promise<void> {
  let broken = false;
  for (const { name, run } of tests) {
    const started = performance.now();
    const result: TestReport = { name, outcome: broken ? 'skipped' : 'passed', ms: 0 };
    if (!broken) {
      try {
        await run();
      } catch (error) {
        broken = true;
        result.outcome = 'failed';
        result.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
      }
    }
    result.ms = Math.round(performance.now() - started);
    await report(result);
  }
}

/** One line for a person, with the failure under it. */
export function describe(result: TestReport): string {
  const mark = { passed: '✓', failed: '✗', skipped: '-' }[result.outcome];
  const seconds = `${(result.ms / 1000).toFixed(1)} s`;
  const error = result.error === undefined ? '' : `\n${result.error.replaceAll(/^/gm, '      ')}`;
  return `  ${mark} ${result.name} (${result.outcome === 'skipped' ? 'skipped' : seconds})${error}`;
}

/** Asks again until `probe` returns something other than undefined or false; throws with `what` after `seconds`. */
export async function until<T>(
  what: string,
  seconds: number,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end) throw new Error(`Waited ${seconds} s for this in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
