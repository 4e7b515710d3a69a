import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HistoryStore } from '../../../src/core/history/store/store.ts';

/** A real folder with a real store, both gone at the end of a test. */
export class Scratch implements Disposable {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'ownhand-test-')));
  readonly storeFile = join(this.folder, '.store', 'history.db');
  readonly store = HistoryStore.open(this.storeFile);

  /** Writes a file into the folder. @returns its path */
  write(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  [Symbol.dispose](): void {
    this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** About 60 words that differ from one `topic` to the next, and within it from one `n` to the next. */
export function essay(topic: string, n = 0): string {
  const sentences = Array.from(
    { length: 8 },
    (_, i) => `The ${topic}${i} of ${topic} met word${n}x${i} near place${n}y${i} at noon.`,
  );
  return sentences.join(' ');
}
