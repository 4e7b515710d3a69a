/** The `ownhand` command: the same engine as the extension's, for scripts and people without VS Code. */
import os from 'node:os';
import path from 'node:path';
import { Engine, type EngineOptions } from '../core/engine.ts';
import { OwnhandError } from '../core/errors.ts';
import { type Arguments, GLOBAL_OPTIONS, readArguments, UsageError } from './arguments.ts';
import { COMMANDS } from './commands.ts';

const DEVICES = ['auto', 'cpu', 'webgpu', 'cuda', 'dml'] as const;

function help(): string {
  const usages = Object.values(COMMANDS).map(({ usage }) => `  ownhand ${usage}`);
  return [
    'Ownhand learns to write the way you write, on your own machine.',
    '',
    'ownhand [--home DIR] [--model ID|FOLDER|FILE.gguf] [--device auto|cpu|webgpu|cuda|dml] [--threads N] [--json] COMMAND',
    '',
    ...usages,
  ].join('\n');
}

async function main(argv: string[]): Promise<number> {
  const name = argv.find((arg, index) => !arg.startsWith('-') && !takesValue(argv[index - 1]));
  const command = name === undefined ? undefined : COMMANDS[name];
  const rest = [...argv];
  if (name !== undefined) rest.splice(argv.indexOf(name), 1);
  let args: Arguments;
  try {
    args = readArguments(rest, { ...GLOBAL_OPTIONS, ...command?.options });
    if (args.flag('help') || (name === undefined && rest.length === 0)) {
      console.log(help());
      return 0;
    }
    if (!command) throw new UsageError(name === undefined ? 'a command is missing' : `"${name}" is no command`);
  } catch (error) {
    return usageError(error);
  }
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  process.once('SIGTERM', () => controller.abort());
  let engine: Engine | undefined;
  try {
    engine = new Engine(await engineOptions(args));
    const { json, text } = await command.run(engine, args, controller.signal);
    console.log(args.flag('json') ? JSON.stringify(json) : text);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) return usageError(error);
    if (!OwnhandError.is(error)) throw error;
    console.error(`ownhand: ${error.message}`);
    return 1;
  } finally {
    await engine?.dispose();
  }
}

/** Whether the word after this option belongs to it. */
function takesValue(option: string | undefined): boolean {
  return option?.startsWith('--') === true && GLOBAL_OPTIONS[option.slice(2)] === true;
}

async function engineOptions(args: Arguments): Promise<EngineOptions> {
  const device = DEVICES.find((known) => known === (args.text('device') ?? 'auto'));
  if (!device) throw new UsageError(`--device takes one of ${DEVICES.join(', ')}`);
  const home = args.text('home') ?? process.env.OWNHAND_HOME ?? path.join(os.homedir(), '.ownhand');
  return {
    home: path.resolve(home),
    model: args.text('model') ?? null,
    device,
    threads: args.number('threads') ?? null,
  };
}

function usageError(error: unknown): number {
  if (!(error instanceof UsageError)) throw error;
  console.error(`ownhand: ${error.message}; see ownhand --help`);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));
