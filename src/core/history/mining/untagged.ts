import { readerFor } from '../../readers/readers.ts';
import { throwIfCancelled } from '../../support/errors.ts';
import type { LongCall } from '../../support/progress.ts';
import { readDocument, UNKNOWN_ENCODING } from './documents.ts';
import { findFiles } from './files.ts';

/** Nobody needs dates here. */
const NO_DATES = { firstCommit: async () => null };

/** Markdown documents without tags, as absolute paths in order. */
export interface UntaggedNotes {
  files: string[];
  /** Skipped because they are in an old or unknown encoding: writing to them would change it. */
  otherEncoding: string[];
}

/**
 * Finds the Markdown documents in some folders that have no tags, neither in their front matter nor as hashtags.
 * Skips what mining skips.
 * @throws OwnhandError `bad-input` for a path where there is nothing, or `cancelled`
 */
export async function findUntagged(paths: string[], { onProgress, signal }: LongCall = {}): Promise<UntaggedNotes> {
  const { files } = await findFiles(paths);
  const documents = files.filter(({ path }) => readerFor(path).kind === 'markdown');
  const found: UntaggedNotes = { files: [], otherEncoding: [] };
  for (const [done, file] of documents.entries()) {
    throwIfCancelled(signal);
    onProgress?.({ message: 'Looking for notes without tags', done, total: documents.length });
    const reading = await readDocument(file, undefined, NO_DATES);
    if (reading.kind === 'read') {
      if (reading.draft.tags.length > 0) continue;
      (reading.plainEncoding ? found.files : found.otherEncoding).push(file.path);
    } else if (reading.kind === 'skipped' && UNKNOWN_ENCODING in reading.state.skipped) {
      found.otherEncoding.push(file.path);
    }
  }
  return found;
}
