import vm from 'node:vm';

/** The name under which the work is handed over; it is gone again before anything else can run. */
const WORK = '__ownhandLimited';
const script = new vm.Script(`${WORK}()`);

/**
 * Runs work that another's file decides over, such as a model's template, and breaks it off where it does not end.
 * Only what runs at once is limited, not what it leaves for later.
 * @param ms milliseconds
 * @throws Error that `ranOutOfTime` knows
 */
export function limited<T>(work: () => T, ms: number): T {
  const holder = globalThis as { [WORK]?: () => T };
  holder[WORK] = work;
  try {
    return script.runInThisContext({ timeout: ms }) as T;
  } finally {
    delete holder[WORK];
  }
}

/** Whether this is what `limited` throws where time was up. */
export function ranOutOfTime(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
