import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** What the system observed of a program run in a folder, and what was left. */
export interface Life {
  /** Lines that strace wrote about calls that concern networks or start programs; null if it is unavailable. */
  calls: string[] | null;
  /** Standard output and error. */
  log: string;
  /** Where programs keep things for a user: empty at first. */
  userHome: string;
}

/** Whether this machine allows tracing: Linux, with strace, and without a rule against it. */
export function canTrace(): boolean {
  return process.platform === 'linux' && spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
}

/**
 * Runs `node SCRIPT FOLDER` with everything it starts, traced if the system allows it.
 * @throws Error if it fails
 */
export function live(script: string, folder: string, env: NodeJS.ProcessEnv = {}): Life {
  const trace = path.join(folder, 'trace');
  const userHome = path.join(folder, 'user');
  fs.mkdirSync(userHome, { recursive: true });
  const tracing = canTrace();
  // Only these calls stop the program, so that the rest runs at its own speed.
  const tracer = [
    'strace',
    '-f',
    '-qq',
    '--seccomp-bpf',
    '-e',
    'trace=network,execve,execveat',
    '-e',
    'signal=none',
    '-o',
    trace,
  ];
  const [program, ...args] = [...(tracing ? tracer : []), process.execPath, script, folder];
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: {
      PATH: process.env.PATH,
      HOME: userHome,
      XDG_CACHE_HOME: path.join(userHome, 'cache'),
      TMPDIR: process.env.TMPDIR,
      ...env,
    },
  });
  if (status !== 0) throw new Error(`${path.basename(script)} ended with status ${status}: ${stderr}`);
  return { calls: tracing ? fs.readFileSync(trace, 'utf8').split('\n') : null, log: stdout + stderr, userHome };
}

/** The calls among these that reach, or could reach, beyond this machine's own processes. */
export function beyond(calls: readonly string[]): string[] {
  // A path or a pair of ends within the machine; a message on an open socket says nothing about its kind.
  const local =
    /\b(?:socket|socketpair)\((?:AF_UNIX|AF_LOCAL)\b|\b(?:connect|bind)\([^)]*\{sa_family=(?:AF_UNIX|AF_LOCAL)\b/;
  return calls.filter((call) => /\b(?:socket|socketpair|connect|bind|listen)\(/.test(call) && !local.test(call));
}

/** Paths of the programs that these calls started. */
export function programs(calls: readonly string[]): string[] {
  return calls.flatMap((call) =>
    / = 0$/.test(call) ? (/\bexecve(?:at)?\((?:AT_FDCWD, )?"([^"]+)"/.exec(call)?.[1] ?? []) : [],
  );
}

/** All files and folders in one, by their paths. */
export function below(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Files in a folder whose bytes contain a text, ignoring case. */
export function holding(folder: string, text: string): string[] {
  const wanted = text.toLowerCase();
  return below(folder)
    .filter((file) => fs.statSync(file).isFile())
    .filter((file) => fs.readFileSync(file, 'latin1').toLowerCase().includes(wanted))
    .map((file) => path.relative(folder, file));
}
