import fs from 'node:fs';
import path from 'node:path';
import { asFileError } from '../files/file.ts';
import { unfinished } from '../files/leftovers.ts';

/** Most bytes, and the largest share of the disk's free space. */
const MOST = 2 * 2 ** 30;
const SHARE = 0.25;

/**
 * Hidden states of batches, float32, in a file without a name, which vanishes with the process however that ends. Once
 * it is full, nothing more is kept.
 */
export class HiddenCache {
  readonly #file: number;
  readonly #most: number;
  readonly #places = new Map<string, { at: number; length: number }>();
  #end = 0;

  private constructor(file: number, most: number) {
    this.#file = file;
    this.#most = most;
  }

  /**
   * @param most bytes
   * @throws OwnhandError `disk`
   */
  static open(folder: string, most = MOST): HiddenCache {
    const name = unfinished(path.join(folder, 'hidden'));
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = fs.openSync(name, 'wx+', 0o600);
      fs.rmSync(name);
      const { bavail, bsize } = fs.statfsSync(folder);
      return new HiddenCache(file, Math.min(most, SHARE * bavail * bsize));
    } catch (error) {
      throw asFileError(error, 'Preparing the training');
    }
  }

  read(key: string): Float32Array | undefined {
    const place = this.#places.get(key);
    if (!place) return undefined;
    const values = new Float32Array(place.length);
    const bytes = new Uint8Array(values.buffer);
    let done = 0;
    while (done < bytes.length) {
      const read = fs.readSync(this.#file, bytes, done, bytes.length - done, place.at + done);
      // If a disk returns less than it took, nothing on it is trusted.
      if (read === 0) return undefined;
      done += read;
    }
    return values;
  }

  write(key: string, values: Float32Array): void {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    if (this.#end + bytes.length > this.#most) return;
    try {
      let done = 0;
      while (done < bytes.length) {
        done += fs.writeSync(this.#file, bytes, done, bytes.length - done, this.#end + done);
      }
    } catch {
      return; // The disk is full: recomputed instead
    }
    this.#places.set(key, { at: this.#end, length: values.length });
    this.#end += bytes.length;
  }

  close(): void {
    fs.closeSync(this.#file);
  }
}
