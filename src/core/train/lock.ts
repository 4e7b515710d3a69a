/** One training run at a time on a history, however many windows and commands there are. */
import fs from 'node:fs';
import path from 'node:path';
import { asFileError } from '../files/file.ts';
import { OwnhandError } from '../support/errors.ts';

const FILE = 'running';

/** The process that trains with this folder, or null. */
export function trainingProcess(folder: string): number | null {
  let pid: number;
  try {
    pid = Number(fs.readFileSync(path.join(folder, FILE), 'utf8'));
  } catch {
    return null;
  }
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : null;
}

/**
 * Keeps the folder for a run of this process, until what is returned is called.
 * @throws OwnhandError `disk` while another process trains
 */
export function lockTraining(folder: string): () => void {
  const file = path.join(folder, FILE);
  const other = trainingProcess(folder);
  if (other !== null && other !== process.pid) throw inUse();
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Left by a process that was killed. Where there is none, of two that come now one finds the other's.
    if (fs.existsSync(file)) fs.rmSync(file);
    fs.writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw inUse();
    throw asFileError(error, 'Beginning to train');
  }
  return () => fs.rmSync(file, { force: true });
}

function inUse(): OwnhandError {
  return new OwnhandError('disk', 'Another window is training already; wait for it, or pause it there.');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
