import { writeFileSync } from 'node:fs';
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
  expect(found).toEqual({ files: [bare, empty], otherEncoding: [] });
  expect(progress).toEqual([0, 1, 2, 3, 4]);
  const stopped = findUntagged([join(folder, 'notes')], { signal: AbortSignal.abort() });
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
});

test('names the documents without tags that are in an old encoding', async () => {
  using scratch = new Scratch();
  const plain = scratch.write('notes/a.md', essay('apple'));
  const text = `Über die Äpfel und die Bäume vor dem Häuschen. ${'Größere Äpfel hängen höher, und für die Kühe fällt genug herunter. '.repeat(12)}`;
  const old = scratch.write('notes/b.md', '');
  writeFileSync(old, Buffer.from(text, 'latin1'));
  const tagged = scratch.write('notes/c.md', '');
  writeFileSync(tagged, Buffer.from(`---\ntags: [x]\n---\n${text}`, 'latin1'));
  const unknown = scratch.write('notes/d.md', '');
  writeFileSync(unknown, Buffer.from(Array.from({ length: 3_000 }, (_, i) => 0x80 + ((i * 37 + (i >> 3)) % 128))));
  const found = await findUntagged([join(scratch.folder, 'notes')]);
  expect(found).toEqual({ files: [plain], otherEncoding: [old, unknown] });
});
