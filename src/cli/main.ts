/** The `ownhand` command: the same engine as the extension's, for scripts and people without VS Code. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Engine } from '../core/engine/engine.ts';
import type { EngineOptions } from '../core/engine/options.ts';
import { asFileError } from '../core/files/file.ts';
import { asStoreError } from '../core/history/store/schema.ts';
import { listModels } from '../core/model/base.ts';
import { idOf, parseSource } from '../core/model/ids.ts';
import { importModel } from '../core/model/import.ts';
import { type ErrorCode, OwnhandError } from '../core/support/errors.ts';
import { type Arguments, GLOBAL_OPTIONS, readArguments, UsageError } from './arguments.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { ProgressLine } from './output.ts';

const DEVICES = ['auto', 'cpu', 'webgpu', 'cuda', 'dml'] as const;

function help(): string {
  const usages = Object.values(COMMANDS).map(({ usage }) => `  ownhand ${usage}`);
  return [
    'Ownhand learns to write the way you write, on your own machine.',
    '',
    `ownhand [--home DIR] [--model ID|FOLDER|FILE.gguf] [--device ${DEVICES.join('|')}] [--threads N] [--json] COMMAND`,
    '',
    ...usages,
  ].join('\n');
}

/** @param command the one whose `--help` was asked for */
function helpFor({ usage, about }: Command): string {
  return `ownhand ${usage}\n\n${about.replaceAll('`', '')}.`;
}

/** The version of package.json: some folders above this file, in the sources as in a bundle. */
function version(): string {
  for (let at = import.meta.dirname; ; at = path.dirname(at)) {
    const file = path.join(at, 'package.json');
    if (fs.existsSync(file)) return (JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string }).version;
  }
}

const RESTARTED = 'ownhand: The history was damaged and has been set aside; mine your writing again.';

async function main(argv: string[]): Promise<number> {
  const name = argv.find((arg, index) => !arg.startsWith('-') && !takesValue(argv[index - 1]));
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const rest = [...argv];
  if (name !== undefined) rest.splice(argv.indexOf(name), 1);
  let args: Arguments;
  try {
    args = readArguments(rest, { ...GLOBAL_OPTIONS, ...command?.options });
    if (args.flag('version')) {
      console.log(version());
      return 0;
    }
    if (args.flag('help') || (name === undefined && rest.length === 0)) {
      console.log(command && args.flag('help') ? helpFor(command) : help());
      return 0;
    }
    if (!command) throw new UsageError(name === undefined ? 'a command is missing' : `"${name}" is not a command`);
    const extra = args.words[command.words ?? 0];
    if (extra !== undefined) throw new UsageError(`unexpected word "${extra}"`);
    if (args.text('home')?.trim() === '') throw new UsageError('--home takes a folder');
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
    if (engine.restarted) console.error(RESTARTED);
    return 0;
  } catch (cause) {
    const error = asFileError(asStoreError(cause), 'This');
    if (error instanceof UsageError) return usageError(error);
    if (!OwnhandError.is(error)) throw error;
    console.error(`ownhand: ${error.message}${hintFor(error.code)}`);
    return 1;
  } finally {
    await engine?.dispose();
  }
}

/** Whether the word after this option belongs to it. */
function takesValue(option: string | undefined): boolean {
  return (
    option?.startsWith('--') === true &&
    Object.entries(GLOBAL_OPTIONS).some(([name, takes]) => takes && option === `--${name}`)
  );
}

async function engineOptions(args: Arguments): Promise<EngineOptions> {
  const device = DEVICES.find((known) => known === (args.text('device') ?? 'auto'));
  if (!device) throw new UsageError(`--device takes one of ${DEVICES.join(', ')}`);
  const home = path.resolve(args.text('home') ?? (process.env.OWNHAND_HOME || path.join(os.homedir(), '.ownhand')));
  const model = args.text('model');
  return {
    home,
    model: model === undefined ? null : await modelId(model, path.join(home, 'models')),
    device,
    threads: args.number('threads') ?? null,
  };
}

/** Id of the model that `--model` names: an imported one, else a folder or file, which is imported first. */
async function modelId(wanted: string, models: string): Promise<string> {
  if (listModels(models).some(({ id }) => id === wanted)) return wanted;
  const source = parseSource(wanted);
  if (source.kind === 'hub') return wanted;
  const id = idOf(source);
  if (listModels(models).some((model) => model.id === id && model.manifest.source === source.path)) return id;
  const line = new ProgressLine();
  const imported = await importModel(source, models, { onProgress: line.show });
  line.end();
  return imported.id;
}

function usageError(error: unknown): number {
  if (!(error instanceof UsageError)) throw error;
  console.error(`ownhand: ${error.message}; see ownhand --help`);
  return 2;
}

// Everything written is private to the user.
process.umask(0o077);
process.exitCode = await main(process.argv.slice(2));

/** The command that helps. The engine's sentences do not name it, because they are read in the editor as well. */
function hintFor(code: ErrorCode): string {
  return code === 'no-model' ? ' "ownhand model add default" gets the default one.' : '';
}
