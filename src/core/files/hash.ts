import crypto from 'node:crypto';
import fs from 'node:fs';
import { throwIfCancelled } from '../support/errors.ts';
import type { LongCall } from '../support/progress.ts';
import { asFileError } from './file.ts';

/** SHA-256 of a text or bytes, hex. */
export function hashOf(data: string | Uint8Array): string {
  return crypto.createHash('sha256').update(data).digest('hex');
}

/** SHA-256 of a file, hex; reports bytes done. @throws OwnhandError `cancelled`, `disk`. */
export async function sha256OfFile(filePath: string, { onProgress, signal }: LongCall = {}): Promise<string> {
  const hash = crypto.createHash('sha256');
  try {
    const total = fs.statSync(filePath).size;
    let done = 0;
    for await (const chunk of fs.createReadStream(filePath, { highWaterMark: 1 << 22 })) {
      throwIfCancelled(signal);
      hash.update(chunk);
      done += chunk.length;
      onProgress?.({ message: 'Checking the file', done, total });
    }
  } catch (error) {
    throw asFileError(error, `Reading ${filePath}`);
  }
  return hash.digest('hex');
}
