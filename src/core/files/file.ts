import fs from 'node:fs';
import path from 'node:path';
import { OwnhandError } from '../support/errors.ts';
import { NotRegular, openRegularSync } from './regular.ts';

/** Turns a failed file operation into a sentence a person can act on; other errors pass through. */
export function asFileError(error: unknown, doing: string): unknown {
  if (error instanceof OwnhandError) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const why: Record<string, string> = {
    ENOSPC: 'the disk is full; free some space and try again',
    EDQUOT: 'your disk quota is used up; free some space and try again',
    EACCES: 'permission was denied; check who owns the folder',
    EPERM: 'permission was denied; check who owns the folder',
    EROFS: 'the disk is read-only; choose another folder',
    EBUSY: 'a file is in use by another program; close it and try again',
    ENOTDIR: 'a part of the path is not a folder; check the path',
    EISDIR: 'the path is a folder and not a file; check the path',
    EEXIST: 'this is already being done; wait for it to end',
    ELOOP: 'links form a loop; check the path',
    ENAMETOOLONG: 'a name is too long; choose a shorter one',
    EMFILE: 'too many files are open; close some programs and try again',
    ENOENT: 'a file or folder does not exist; check the path',
  };
  if (code && why[code]) return new OwnhandError('disk', `${doing} failed: ${why[code]}.`, { cause: error });
  // The system has more errors than there are sentences here.
  if (code && /^E[A-Z\d]+$/.test(code) && 'syscall' in (error as object)) {
    return new OwnhandError('disk', `${doing} failed (${code}); check the path and the disk.`, { cause: error });
  }
  return error;
}

/** Deletes a folder with everything in it, if it exists. @throws OwnhandError `disk` */
export function removeFolder(folder: string): void {
  try {
    fs.rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    throw asFileError(error, `Deleting ${folder}`);
  }
}

/** A file open for reading at any offset; every range is checked against the file's length first. */
export class RandomFile {
  readonly path: string;
  readonly size: number;
  readonly #fd: number;

  private constructor(filePath: string, fd: number, size: number) {
    this.path = filePath;
    this.#fd = fd;
    this.size = size;
  }

  /** @throws OwnhandError `disk` if it is missing or cannot be read, `bad-model` for a pointer to another file. */
  static open(filePath: string): RandomFile {
    checkNoPointer(filePath);
    try {
      const fd = openRegularSync(filePath);
      return new RandomFile(filePath, fd, fs.fstatSync(fd).size);
    } catch (error) {
      if (error instanceof NotRegular) {
        throw new OwnhandError('bad-input', `"${path.basename(filePath)}" is not a file; check the path.`);
      }
      throw asFileError(error, `Opening "${path.basename(filePath)}"`);
    }
  }

  /** @throws OwnhandError `bad-model` if the range does not lie inside the file. */
  read(offset: number, length: number): Buffer {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) throw truncated(this.path);
    const buffer = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const count = fs.readSync(this.#fd, buffer, done, length - done, offset + done);
      if (count === 0) throw truncated(this.path);
      done += count;
    }
    return buffer;
  }

  close(): void {
    fs.closeSync(this.#fd);
  }
}

/**
 * Refuses a file that stands for another one, which Git LFS, git-annex or Xet would fetch.
 * @throws OwnhandError `bad-model`
 */
export function checkNoPointer(filePath: string): void {
  let head: string;
  try {
    const stats = fs.statSync(filePath);
    if (!stats.isFile() || stats.size > 1024) return;
    head = fs.readFileSync(filePath, 'utf8');
  } catch {
    return;
  }
  const name = path.basename(filePath);
  if (/^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\//.test(head)) {
    throw new OwnhandError(
      'bad-model',
      `"${name}" is only a pointer of Git LFS to the file; run "git lfs pull" in its folder, or download the file itself.`,
    );
  }
  if (/^(?:\.\.\/)*(?:\/annex\/|\.git\/annex\/)/.test(head) || /^# xet version/.test(head)) {
    throw new OwnhandError('bad-model', `"${name}" is only a pointer to the file; fetch the file itself.`);
  }
}

export function truncated(filePath: string): OwnhandError {
  return new OwnhandError('bad-model', `"${path.basename(filePath)}" is cut short or damaged; get the file again.`);
}

/**
 * Checks before a large file is written.
 * @throws OwnhandError `disk` if fewer than `needed` bytes are free.
 */
export function checkSpace(folder: string, needed: number): void {
  const { bavail, bsize } = fs.statfsSync(folder);
  // Some room for the small files and for everybody else.
  const wanted = needed + (32 << 20);
  if (bavail * bsize >= wanted) return;
  const megabytes = Math.ceil(wanted / 1e6);
  throw new OwnhandError('disk', `The model needs ${megabytes} MB of free disk space; free some and try again.`);
}
