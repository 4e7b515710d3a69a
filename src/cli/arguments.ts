import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { isIsoDate } from '../core/text/isoTime.ts';

/** A command line that cannot be understood: exit status 2. */
export class UsageError extends Error {}

export interface Arguments {
  /** Words after the command's name. */
  words: string[];
  text(name: string): string | undefined;
  /** @throws UsageError if the value is not a number, or not one that the option can have */
  number(name: string): number | undefined;
  /** An ISO date, which can be compared as text. @throws UsageError if the value is not one */
  date(name: string): string | undefined;
  flag(name: string): boolean;
}

/** Options of a command: `true` for those that take a value, `false` for switches. */
export type Options = Record<string, boolean>;

export const GLOBAL_OPTIONS: Options = {
  home: true,
  model: true,
  device: true,
  threads: true,
  json: false,
  help: false,
  version: false,
};

/** The range of each numeric option, wherever it is given. */
interface Range {
  whole?: true;
  /** The minimum; without `whole` the value must be greater. */
  from: number;
  to?: number;
}

const RANGES: Record<string, Range> = {
  epochs: { whole: true, from: 1 },
  minutes: { from: 0 },
  'max-steps': { whole: true, from: 1 },
  'learning-rate': { from: 0 },
  rank: { whole: true, from: 1, to: 256 },
  'virtual-tokens': { whole: true, from: 1, to: 256 },
  'first-layer': { whole: true, from: 0 },
  'last-layer': { whole: true, from: 1 },
  seed: { whole: true, from: Number.MIN_SAFE_INTEGER },
  threads: { whole: true, from: 1, to: 1024 },
  limit: { whole: true, from: 0 },
  keystrokes: { whole: true, from: 0 },
  places: { whole: true, from: 0 },
  split: { from: 0, to: 1 },
  n: { whole: true, from: 1, to: 100 },
  k: { whole: true, from: 1, to: 10_000 },
  offset: { whole: true, from: 0 },
  'max-tokens': { whole: true, from: 1, to: 4096 },
};

/** Texts; names, paths and numbers are never empty. */
const MAY_BE_EMPTY = new Set(['text', 'suffix', 'system', 'set']);

const SHORT: Record<string, string> = { k: 'k', n: 'n', h: 'help' };

/** @throws UsageError for an option the command does not have */
export function readArguments(args: string[], options: Options): Arguments {
  const config: ParseArgsOptionsConfig = {};
  for (const [name, takesValue] of Object.entries(options)) {
    const short = Object.entries(SHORT).find(([, long]) => long === name)?.[0];
    config[name] = { type: takesValue ? 'string' : 'boolean', ...(short && { short }) };
  }
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args, options: config, allowPositionals: true });
  } catch (error) {
    const { message } = error as Error;
    const dashed = /^Option '([^']+)' argument is ambiguous/.exec(message)?.[1];
    const option = dashed?.replace(/.*(?=--)/, '');
    throw new UsageError(
      option ? `write a value that begins with a dash as ${option}=VALUE` : message.split(/\. |\n/)[0],
    );
  }
  // An empty path would be the current folder: what a variable that is not set leaves behind.
  if (parsed.positionals.includes('')) throw new UsageError('an argument is empty');
  for (const [name, value] of Object.entries(parsed.values))
    if (value === '' && !MAY_BE_EMPTY.has(name)) throw new UsageError(`--${name} is empty`);
  const text = (name: string) => {
    const value = parsed.values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    words: parsed.positionals,
    text,
    number: (name) => {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = value.trim() === '' ? Number.NaN : Number(value);
      const range = RANGES[name];
      if (Number.isFinite(number) && (!range || isWithin(number, range))) return number;
      throw new UsageError(`--${name} takes ${range ? described(range) : 'a number'}, not "${value}"`);
    },
    date: (name) => {
      const value = text(name);
      if (value === undefined || isIsoDate(value)) return value;
      throw new UsageError(`--${name} takes a date as 2015-12-31, not "${value}"`);
    },
    flag: (name) => parsed.values[name] === true,
  };
}

function isWithin(number: number, { whole, from, to = Number.MAX_SAFE_INTEGER }: Range): boolean {
  return number <= to && (whole ? Number.isInteger(number) && number >= from : number > from);
}

function described({ whole, from, to }: Range): string {
  const least = from === Number.MIN_SAFE_INTEGER ? '' : whole ? ` from ${from}` : ` above ${from}`;
  return `a ${whole ? 'whole ' : ''}number${least}${to === undefined ? '' : `, at most ${to}`}`;
}
