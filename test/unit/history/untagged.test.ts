import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findUntagged } from '../../../src/core/history/mining/untagged.ts';
import { essay, Scratch } from './scratch.ts';

test('finds the Markdown documents without tags, and none that mining skips', async () => {
  using scratch = new Scratch();
  const { folder } = scratch;
  const bare = scratch.write('notes/bare.md', essay('apple'));
  const empty = scratch.write('notes/deep/empty.md', `---\ntags: []\n---\n${essay('birch')}`);
  scratch.write('notes/tagged.md', `---\ntags: [x]\n---\n${essay('cedar')}`);
  scratch.write('notes/hashtag.md', `${essay('date')}\n\n#fruit\n`);
  scratch.write('notes/plain.txt', essay('elder'));
  scratch.write('notes/short.md', 'A few words.');
  scratch.write('notes/ignored.md', essay('fig'));
  scratch.write('notes/.ownhandignore', 'ignored.md\n');
  scratch.write('notes/node_modules/x/readme.md', essay('grape'));
  const progress: number[] = [];
  const found = await findUntagged([join(folder, 'notes')], { onProgress: ({ done }) => progress.push(done!) });
  expect(found).toEqual([bare, empty]);
  expect(progress).toEqual([0, 1, 2, 3, 4]);
  const stopped = findUntagged([join(folder, 'notes')], { signal: AbortSignal.abort() });
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
});
