import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';

/** Nothing of ours is written for longer than this, in milliseconds, without a change. */
const LONGEST = 24 * 3_600_000;

/** Distinguishes this process from every other one that had or will have its number, 8 hex digits. */
export const OWN_RUN = runOf(process.pid) ?? randomBytes(4).toString('hex');

/**
 * Whether the process that a file is named after is still at work. A number alone says little, because numbers are
 * reused.
 * @param run `OWN_RUN` in that process
 * @param file path of what it was writing
 */
export function isAtWork(pid: number, run: string, file: string): boolean {
  if (pid === process.pid) return run === OWN_RUN;
  if (!isAlive(pid)) return false;
  const known = runOf(pid);
  return known === null ? isRecent(file) : known === run;
}

/** From the kernel: when the process began, and during which boot of the machine. Null if it does not say. */
function runOf(pid: number): string | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name, in brackets, may contain blanks; the 20th field after it is the time (proc_pid_stat(5)).
    const began = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return createHash('sha256').update(`${boot} ${began}`).digest('hex').slice(0, 8);
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Changed since the machine was started, and within a day. */
function isRecent(file: string): boolean {
  const changed = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - changed < Math.min(LONGEST, os.uptime() * 1000);
}
