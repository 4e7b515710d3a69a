/**
 * Reads files that anybody may have put there: a pipe or device in place of one would keep its reader waiting, and some
 * system files never end, whatever length they report.
 */
import fs from 'node:fs';
import { open, stat } from 'node:fs/promises';

/** Opening a pipe must not wait for somebody at its other end. */
const FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);
/**
 * Enough to see the end of a file that is as long as it says; a large buffer for each file costs more than reading it.
 */
const PROBE = 1 << 10;
const CHUNK = 1 << 20;

/** There is something other than a file, or a longer one than may be read. */
export class NotRegular extends Error {}

/** @param most bytes @throws NotRegular, or the system's error */
export function readRegularSync(file: string, most: number): Buffer {
  const fd = openRegularSync(file, most);
  try {
    const parts: Buffer[] = [];
    for (let [length, size] = [0, fs.fstatSync(fd).size]; ; size = parts.length < 2 ? PROBE : CHUNK) {
      // One byte more than expected, so that the end is seen.
      const part = Buffer.allocUnsafe(Math.min(size, most) + 1);
      const read = fs.readSync(fd, part, 0, part.length, null);
      if (read === 0) return Buffer.concat(parts, length);
      length += read;
      if (length > most) throw new NotRegular(file);
      parts.push(part.subarray(0, read));
    }
  } finally {
    fs.closeSync(fd);
  }
}

/** The same, asynchronously. @param most bytes @throws NotRegular, or the system's error */
export async function readRegular(file: string, most: number): Promise<Buffer> {
  check(await stat(file), file, most);
  const handle = await open(file, FLAGS);
  try {
    const stats = await handle.stat();
    check(stats, file, most);
    const parts: Buffer[] = [];
    for (let [length, size] = [0, stats.size]; ; size = parts.length < 2 ? PROBE : CHUNK) {
      const part = Buffer.allocUnsafe(Math.min(size, most) + 1);
      const { bytesRead } = await handle.read(part, 0, part.length, null);
      if (bytesRead === 0) return parts.length === 1 ? parts[0]! : Buffer.concat(parts, length);
      length += bytesRead;
      if (length > most) throw new NotRegular(file);
      parts.push(part.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/** @param most bytes @returns a descriptor for reading @throws NotRegular, or the system's error */
export function openRegularSync(file: string, most = Number.POSITIVE_INFINITY): number {
  check(fs.statSync(file), file, most);
  const fd = fs.openSync(file, FLAGS);
  try {
    // Something else may have taken its place.
    check(fs.fstatSync(fd), file, most);
    return fd;
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}

function check(stats: fs.Stats, file: string, most: number): void {
  if (!stats.isFile() || stats.size > most) throw new NotRegular(file);
}
