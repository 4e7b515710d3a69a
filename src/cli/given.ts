/** What a command was given, and how it shows progress. */
import fs from 'node:fs';
import { OwnhandError } from '../core/support/errors.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { ProgressLine } from './output.ts';

/** A missing word or number is a usage error. */
export function word(args: Arguments, index: number, what: string): string {
  const value = args.words[index];
  if (value === undefined) throw new UsageError(`${what} is missing`);
  return value;
}

/**
 * What a command with several actions is to do.
 * @param most the words that each action takes after its name, at most: an extra one may be meant as another name
 */
export function actionOf(args: Arguments, most: Readonly<Record<string, number>>): string {
  const action = word(args, 0, 'what to do');
  if (!Object.hasOwn(most, action)) throw new UsageError(`"${action}" is unknown; use ${Object.keys(most).join(', ')}`);
  const extra = args.words[most[action]! + 1];
  if (extra !== undefined) throw new UsageError(`unexpected word "${extra}"`);
  return action;
}

/** The document a task is for: `--text`, or a file's text. */
export function documentText(args: Arguments): { text: string; source?: string } {
  const text = args.text('text');
  const file = args.text('file');
  if (text !== undefined && file !== undefined) throw new UsageError('--text and --file exclude each other');
  if (text !== undefined) return { text };
  if (file === undefined) throw new UsageError('--text or --file is missing');
  try {
    return { text: fs.readFileSync(file, 'utf8'), source: fs.realpathSync(file) };
  } catch (cause) {
    throw new OwnhandError('bad-input', `"${file}" cannot be read; check the path.`, { cause });
  }
}

export async function withProgress<T>(work: (line: ProgressLine) => Promise<T>): Promise<T> {
  const line = new ProgressLine();
  try {
    return await work(line);
  } finally {
    line.end();
  }
}

export function oneOf<T extends string>(values: readonly T[], option: string, given: string): T {
  const value = values.find((each) => each === given);
  if (value === undefined) throw new UsageError(`--${option} ${given} is unknown; use ${values.join(', ')}`);
  return value;
}
