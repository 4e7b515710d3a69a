import { createInterface } from 'node:readline/promises';
import { OwnhandError } from '../core/support/errors.ts';
import type { Progress } from '../core/support/progress.ts';
import type { TrainProgress } from '../core/train/place.ts';

/** Progress as one line on standard error: rewritten in a terminal, printed now and then elsewhere. */
export class ProgressLine {
  #last = '';
  #printed = 0;
  #told = false;

  readonly show = ({ message, done, total }: Progress): void => {
    const part = done === undefined ? '' : total ? ` ${Math.floor((100 * done) / total)} %` : ` ${done}`;
    this.#line(message, `${message}${part}`);
  };

  readonly showTraining = (progress: TrainProgress): void => {
    const { phase, step, steps, loss, tokensPerSecond, secondsLeft } = progress;
    if (phase !== 'training') {
      this.#line(phase, PHASES[phase]);
      return;
    }
    if (secondsLeft !== null && !this.#told) {
      this.#told = true;
      this.#line('estimate', `On this computer, ${about(secondsLeft)} until it is done.`);
      if (process.stderr.isTTY) process.stderr.write('\n');
    }
    if (loss === null) return;
    const left = secondsLeft === null ? '' : `, ${time(secondsLeft)} left`;
    this.#line(
      'training',
      `Training: step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${Math.round(tokensPerSecond)} tokens/s${left}`,
    );
  };

  /** Leaves the last line on the screen. */
  end(): void {
    if (process.stderr.isTTY && this.#last !== '') process.stderr.write('\n');
    this.#last = '';
  }

  #line(kind: string, text: string): void {
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001b[K${text}`);
    } else if (!this.#last.startsWith(kind) || Date.now() - this.#printed > 5000) {
      process.stderr.write(`${text}\n`);
      this.#printed = Date.now();
    }
    this.#last = kind;
  }
}

const PHASES = {
  examples: 'Preparing examples',
  loading: 'Loading the training graph',
  evaluating: 'Comparing adapter and base on held-out writing',
  saving: 'Saving the adapter',
};

/** "about 17 minutes" */
function about(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes === 0 ? 'less than a minute' : `about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
}

/** 75 → "1 min 15 s". */
export function time(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Rows of columns, each as wide as its longest cell. */
export function table(rows: (string | number)[][]): string {
  const cells = rows.map((row) => row.map(String));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * Says something on standard error and, on a terminal, asks for a yes; a script has already decided.
 * @throws OwnhandError `cancelled` for any other answer
 */
export async function agree(warning: string, question: string, signal: AbortSignal): Promise<void> {
  process.stderr.write(`${warning}\n`);
  if (!process.stdin.isTTY || !process.stderr.isTTY) return;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if (/^y(?:es)?$/i.test((await asking.question(`${question} [y/N] `, { signal })).trim())) return;
  } finally {
    asking.close();
  }
  throw new OwnhandError('cancelled', 'Nothing was exported.');
}
