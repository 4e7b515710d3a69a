import path from 'node:path';
import { expect, test } from 'vitest';
import { originalsOf } from '../../../src/core/history/mining/copies.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { essay, Scratch } from './scratch.ts';

test.each([
  ["Visit (Ada's conflicted copy 2021-03-04).md", 'Visit.md'], // Dropbox
  ['Visit (Adas in Konflikt stehende Kopie 2021-03-04).md', 'Visit.md'],
  ['Visit (Copie en conflit de Ada 2021-03-04).md', 'Visit.md'],
  ['Visit (Copia en conflicto de Ada 2021-03-04).md', 'Visit.md'],
  ['Visit (conflicted copy 2021-03-04 101112).md', 'Visit.md'], // Nextcloud
  ['Visit_conflict-20210304-101112.md', 'Visit.md'], // ownCloud
  ['Visit.sync-conflict-20210304-101112-ABCDEFG.md', 'Visit.md'], // Syncthing
  ['Visit 2.md', 'Visit.md'], // iCloud
  ['Visit (1).md', 'Visit.md'], // Google Drive, browsers
  ['Copy of Visit.md', 'Visit.md'],
  ['Visit-DESKTOP-AB12CD.md', 'Visit.md'], // OneDrive
  ['Visit-Adas-MacBook-Pro.md', 'Visit.md'],
  ['Visit_DESKTOP_Mar-04-101112-2021_Conflict.md', 'Visit.md'], // Synology Drive
  ['Visit (SFConflict ada@example.com 2021-03-04-10-11-12).md', 'Visit.md'], // Seafile
  ['Visit (# Edit conflict 2021-03-04 x1 #).md', 'Visit.md'], // Proton Drive
  ['Visit.Conflict.md', 'Visit.md'], // Resilio
  ['Visit [conflicted].md', 'Visit.md'], // pCloud
  ['Visit（冲突副本 2021-03-04）.md', 'Visit.md'],
  ["Visit (Ada's Mac's conflicted copy 2021-03-04 (1)).md", 'Visit.md'],
  ['Visit (# Name clash 2021-03-04 x1 #).md', 'Visit.md'],
  ['Visit_ada_conflict_2021-03-04.md', 'Visit.md'],
  ['Visit_conflict(2021-03-04).md', 'Visit.md'],
  ['[Conflict] Visit.md', 'Visit.md'],
  ['Visit (from Ada’s iPhone).md', 'Visit.md'],
  ['Visit-PC-ADA.md', 'Visit.md'],
  ['Visit (复件).md', 'Visit.md'],
  ['Visit — копия (3).md', 'Visit.md'],
  ['Visit - Copy.md', 'Visit.md'],
  ['Visit - Copy (2).md', 'Visit.md'],
  ['Visit - Kopie.md', 'Visit.md'],
  ['Visit - Copia (3).md', 'Visit.md'],
  ['Visit copy 2.md', 'Visit.md'],
  ['Visit Kopie.md', 'Visit.md'],
  ['Visit (another copy).md', 'Visit.md'],
  ['Visit - 副本.md', 'Visit.md'],
  ['Visit のコピー.md', 'Visit.md'],
  ['visit-2.md', 'visit.md'],
  ['visit_2.md', 'visit.md'],
  ['visit.orig.md', 'visit.md'],
])('%j may be a copy of %j', (copy, original) => {
  expect(originalsOf(`/a b/${copy}`)).toContain(`/a b/${original}`);
});

test.each(['Visit.md', 'Conflict.md', 'Copy that.md', 'Version two.md'])('%j is not a copy', (name) => {
  expect(originalsOf(`/a/${name}`)).toEqual([]);
});

test('keeps the original of two near-duplicates, whichever comes first', async () => {
  using scratch = new Scratch();
  const { store, folder } = scratch;
  const n = path.join(folder, 'n');
  scratch.write("n/A visit (Ada's conflicted copy 2021-03-04).md", `# A visit\n\n${essay('visit')} Again.`);
  expect(await mine(store, [n])).toMatchObject({ items: 1, duplicates: 0 });
  const original = scratch.write('n/A visit.md', `# A visit\n\n${essay('visit')}`);
  expect(await mine(store, [n])).toMatchObject({ items: 1, added: 1, removed: 1, duplicates: 1 });
  expect(store.list().map(({ source }) => source)).toEqual([original]);
  expect(await mine(store, [n])).toMatchObject({ items: 1, added: 0, removed: 0, duplicates: 1 });
});

test('keeps a file that is named like a copy but has another text', async () => {
  using scratch = new Scratch();
  for (const [name, topic] of [
    ['Walk.md', 'walk'],
    ['Walk (1).md', 'hill'],
    ['Walk 2.md', 'river'],
  ])
    scratch.write(`n/${name}`, essay(topic!));
  expect(await mine(scratch.store, [path.join(scratch.folder, 'n')])).toMatchObject({ items: 3, duplicates: 0 });
});
