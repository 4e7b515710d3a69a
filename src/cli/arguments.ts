import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** A command line that cannot be understood: exit status 2. */
export class UsageError extends Error {}

export interface Arguments {
  /** Words after the command's name. */
  words: string[];
  text(name: string): string | undefined;
  /** @throws UsageError where the value is no number */
  number(name: string): number | undefined;
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
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
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
      const number = Number(value);
      if (value.trim() === '' || !Number.isFinite(number))
        throw new UsageError(`--${name} takes a number, not "${value}"`);
      return number;
    },
    flag: (name) => parsed.values[name] === true,
  };
}
