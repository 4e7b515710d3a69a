import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Figures } from './experiment.ts';

/**
 * Runs a program to its end and reads the JSON object on the last line it prints. Its standard error is passed through.
 * @throws Error if it fails or prints no such line
 */
export async function runProgram(command: string[], root: string): Promise<Figures> {
  const { code, output } = await finish(command, root, 'inherit');
  if (code !== 0) throw new Error(`${path.basename(command[1] ?? command[0])} ended with status ${code}`);
  const last = output.trim().split('\n').at(-1) ?? '';
  const figures: unknown = JSON.parse(last);
  if (typeof figures !== 'object' || figures === null) throw new Error(`"${last}" is no JSON object`);
  return figures as Figures;
}

/** Whether a program can be started and succeeds, silently. */
export async function succeeds(command: string[], root: string): Promise<boolean> {
  try {
    return (await finish(command, root, 'ignore')).code === 0;
  } catch {
    return false; // It could not be started.
  }
}

function finish(command: string[], root: string, errors: 'inherit' | 'ignore') {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(command[0], command.slice(1), { cwd: root, stdio: ['ignore', 'pipe', errors] });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** A command as a person would type it: programs by name, paths from the repository's root. */
export function shown(command: string[], root: string): string {
  return command
    .map((part, index) => {
      if (index === 0) return path.basename(part);
      return path.isAbsolute(part) ? path.relative(root, part) || '.' : part;
    })
    .join(' ');
}
