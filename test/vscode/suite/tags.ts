/** Tags inside the extension host, once there are a model and a history. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { UNTITLED_DRAFT } from '../notes.ts';
import { type Test, until } from '../testing.ts';
import { accepted, dismissed, fileNameOf, GARDEN, HEAD, inWorkspace, opened, write } from './documents.ts';
import { api } from './host.ts';

export const tagTests: Test[] = [
  {
    name: 'chosen tags go into the front matter, and nothing else in it changes',
    run: async () => {
      const before = `---\n${HEAD}\ntags: # mine\n  - water # first\n\n# the rest\nx: [1,  2]\n---\n\n${GARDEN}`;
      const document = await opened(before);
      const running = vscode.commands.executeCommand<string[] | undefined>('ownhand.suggestTags');
      await accepted('tags are chosen', () => document.getText() !== before);
      const tags = await running;
      assert(tags && tags.length > 0, 'no tag was chosen');
      assert(!tags.includes('water'), 'a tag was suggested that is there already');
      const lines = tags.map((tag) => `  - ${tag}\n`).join('');
      assert.equal(document.getText(), before.replace('# first\n', `# first\n${lines}`));
    },
  },
  {
    name: 'while tags are typed, the user’s own are offered, the best first, and none that is already there',
    run: async () => {
      const flow = await opened(`---\n${HEAD}\ntags: [soil, ]\n---\n\n${GARDEN}`);
      const offered = await tagsAt(flow, 3, 'tags: [soil, '.length);
      assert(offered.length >= 10, `only ${offered.length} tags`);
      assert.equal(offered[0].label, 'garden');
      assert(!offered.some(({ label }) => label === 'soil'));
      assert.match(offered[0].description, /text|notes|used|model/);
      assert.equal(offered[0].insertText, 'garden');

      const unfinished = await opened(`---\n${HEAD}\nkeywords: [soil,\n---\n\n${GARDEN}`);
      assert.equal((await tagsAt(unfinished, 3, 'keywords: [soil,'.length))[0].insertText, ' garden');
      const block = await opened(`---\ntags:\n  - gar\n  - soil\n---\n\n${GARDEN}`);
      const [first] = await tagsAt(block, 2, '  - gar'.length);
      assert.deepEqual([first.label, first.range], ['garden', [4, 7]]);
      const scalar = await opened(`---\ntags: soil, \n---\n\n${GARDEN}`);
      assert.equal((await tagsAt(scalar, 1, 'tags: soil, '.length))[0].label, 'garden');
      const open = await opened('---\ntitle: The bed\ntags: [');
      assert((await tagsAt(open, 2, 'tags: ['.length)).length >= 10);

      assert.deepEqual(await tagsAt(flow, 2, 5), []);
      assert.deepEqual(await tagsAt(await opened(GARDEN), 0, 4), []);
    },
  },
  {
    name: 'what Suggest Tags found last for a document comes first among the tags offered during typing',
    run: async () => {
      const before = `---\ntags: []\n---\n\n${GARDEN}`;
      const document = await opened(before);
      const running = vscode.commands.executeCommand<string[] | undefined>('ownhand.suggestTags');
      await accepted('tags are chosen', () => document.getText() !== before);
      const chosen = await running;
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
      const labels = async () => (await tagsAt(document, 1, 'tags: ['.length)).map(({ label }) => label);
      assert.deepEqual((await labels()).slice(0, chosen?.length), chosen);

      const tag = (text: string, isNew: boolean) => ({ text, score: 0.5, new: isNew, reason: null });
      api().tagCompletions.remember(document, [tag('beanpoles', true), tag('bicycle', false)]);
      const offered = await tagsAt(document, 1, 'tags: ['.length);
      assert.equal(offered[0].label, 'bicycle');
      assert.deepEqual([offered.at(-1)?.label, offered.at(-1)?.description.slice(0, 3)], ['beanpoles', 'new']);
    },
  },
  {
    name: 'Tag All Untagged Notes shows what would change, and writes nothing before the user agrees',
    run: async () => {
      const notes = new Map([
        ['tag-all/bare.md', GARDEN],
        ['tag-all/head.md', `---\n${HEAD}\ntags: [] # none\nlayout: post\n---\n\n${GARDEN}`],
        ['tag-all/tagged.md', `---\ntags: [x]\n---\n\n${GARDEN}`],
        ['tag-all/broken.md', `---\nx: [1\n---\n\n${GARDEN}`],
        ['tag-all/hashtag.md', `${GARDEN}\n#garden\n`],
      ]);
      // What earlier tests left would be tagged too.
      for (const folder of ['bulb', 'titles', 'rename', 'refused'])
        rmSync(inWorkspace(folder), { recursive: true, force: true });
      for (const [name, text] of notes) write(name, text);
      const unchanged = () => {
        for (const [name, text] of notes) assert.equal(readFileSync(inWorkspace(name), 'utf8'), text, name);
        const dirty = vscode.workspace.textDocuments.filter(
          ({ isDirty, uri }) => isDirty && notes.has(fileNameOf(uri)),
        );
        assert.deepEqual(
          dirty.map(({ uri }) => fileNameOf(uri)),
          [],
        );
      };
      const shown = () =>
        vscode.window.tabGroups.all
          .flatMap(({ tabs }) => tabs)
          .some(({ label }) => label.startsWith('Tags for Untagged Notes'));

      const left = vscode.commands.executeCommand<number | undefined>('ownhand.tagAll');
      await until('the changes are shown', 120, shown);
      unchanged();
      await dismissed(left);
      assert.equal(await left, undefined);
      assert.equal(shown(), false);
      unchanged();

      const running = vscode.commands.executeCommand<number | undefined>('ownhand.tagAll');
      await until('the changes are shown', 120, shown);
      let tagged: number | undefined;
      void Promise.resolve(running).then((count) => {
        tagged = count;
      });
      await accepted('the notes are tagged', () => tagged !== undefined);
      // The draft without a title has no tags either, and neither do the files from the training tests.
      const written = readdirSync(inWorkspace('notes')).filter((name) =>
        /^(?:new-\d+|by-hand|one-more)\.md$/.test(name),
      );
      assert.equal(tagged, 3 + written.length);
      assert.equal(shown(), false);
      const saved = (name: string) => readFileSync(inWorkspace(name), 'utf8');
      await until('the notes are saved', 10, () => saved('tag-all/bare.md') !== GARDEN);
      assert.match(saved('tag-all/bare.md'), /^---\ntags: \[[\w-]+(, [\w-]+)*\]\n---\n\n/);
      assert(saved('tag-all/bare.md').endsWith(`---\n\n${GARDEN}`));
      const head = saved('tag-all/head.md');
      const list = /^tags: \[.+\] # none$/m.exec(head)?.[0];
      assert(list, `no tags in:\n${head}`);
      assert.equal(head.replace(list, 'tags: [] # none'), notes.get('tag-all/head.md'));
      for (const name of ['tagged', 'broken', 'hashtag']) {
        assert.equal(saved(`tag-all/${name}.md`), notes.get(`tag-all/${name}.md`));
      }
      assert.match(saved(UNTITLED_DRAFT), /^tags: \[.+\]$/m);
      const dirty = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file');
      assert(!dirty.some(({ uri }) => fileNameOf(uri).startsWith('tag-all')), 'a note was left unsaved');
    },
  },
];

interface Offered {
  label: string;
  description: string;
  insertText: string;
  /** Columns it replaces. */
  range: [number, number];
}

/** The tags of the completion list at a place, in its order. */
async function tagsAt(document: vscode.TextDocument, line: number, column: number): Promise<Offered[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    new vscode.Position(line, column),
    ',',
  );
  return items
    .flatMap(({ label, insertText, sortText, range }) =>
      typeof label === 'string' || label.description === undefined || !(range instanceof vscode.Range)
        ? []
        : [{ label: label.label, description: label.description, insertText: String(insertText), sortText, range }],
    )
    .sort((a, b) => String(a.sortText).localeCompare(String(b.sortText)))
    .map(({ range: { start, end }, ...item }) => ({ ...item, range: [start.character, end.character] }));
}
