import fs from 'node:fs';
import { asFileError } from './file.ts';
import { unfinished } from './leftovers.ts';

/**
 * Writes a file that appears complete or not at all: it is written next to its place, flushed, and renamed.
 * @param doing what is being done, for the error's sentence: `Writing "notes"`
 * @param write gives the content, part by part
 * @throws OwnhandError `disk` if it cannot be written
 */
export function writeWhole(
  file: string,
  doing: string,
  write: (put: (part: Uint8Array) => void) => void,
  mode?: number,
): void {
  const temporary = unfinished(file);
  try {
    const fd = fs.openSync(temporary, 'w', mode);
    try {
      write((part) => writeAll(fd, part));
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw asFileError(error, doing);
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += fs.writeSync(fd, bytes, done);
}
