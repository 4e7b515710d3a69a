import vm from 'node:vm';

/** The name under which the work is handed over; it is gone again before anything else can run. */
const WORK = '__ownhandLimited';
const script = new vm.Script(`${WORK}()`);

/**
 * Runs work that somebody else's file controls, such as a model's template, and aborts it if it does not end.
 * Only synchronous work is limited, not what it schedules for later.
 * @param ms milliseconds
 * @throws Error that `ranOutOfTime` recognises
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

/** Whether this is `limited`'s error for running out of time. */
export function ranOutOfTime(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
