import { readerFor } from '../../readers/readers.ts';
import { throwIfCancelled } from '../../support/errors.ts';
import type { LongCall } from '../../support/progress.ts';
import { readDocument } from './documents.ts';
import { findFiles } from './files.ts';

/** Nobody needs dates here. */
const NO_DATES = { firstCommit: async () => null };

/**
 * Finds the Markdown documents in some folders that have no tags, neither in their front matter nor as hashtags.
 * Skips what mining skips, and also documents in an old encoding: writing to one would change it.
 * @returns absolute paths, in order
 * @throws OwnhandError `bad-input` for a path where there is nothing, or `cancelled`
 */
export async function findUntagged(paths: string[], { onProgress, signal }: LongCall = {}): Promise<string[]> {
  const { files } = await findFiles(paths);
  const documents = files.filter(({ path }) => readerFor(path).kind === 'markdown');
  const untagged: string[] = [];
  for (const [done, file] of documents.entries()) {
    throwIfCancelled(signal);
    onProgress?.({ message: 'Looking for notes without tags', done, total: documents.length });
    const reading = await readDocument(file, undefined, NO_DATES);
    const { kind } = reading;
    if (kind === 'read' && reading.plainEncoding && reading.draft.tags.length === 0) untagged.push(file.path);
  }
  return untagged;
}
