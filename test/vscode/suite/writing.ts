/** Titles, tags and rewrites inside the extension host, once there are a model and a history. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { UNTITLED_DRAFT } from '../notes.ts';
import { type Test, until } from '../testing.ts';
import { api, append, workspaceFolder } from './host.ts';

const GARDEN = `The beans by the hedge came up in a line, and the tomatoes in the garden drank three cans of water a day. The soil in
the new bed is dry, so I turned the compost into it with a fork, and the vegetables by the fence looked better for it
within the week than they had all summer.
`;
const HEAD = '# kept by hand\ndate: 2024-09-01 # a Sunday';

export const writingTests: Test[] = [
  {
    name: 'the lightbulb offers titles, tags and a rewrite each in its place, and nothing elsewhere',
    run: async () => {
      const note = `---\n${HEAD}\ntitle: The bed\ntags:\n  - a\n---\n\n## Part\n\n${GARDEN}`;
      const document = await opened(note);
      assert.deepEqual(await offeredAt(document, 3), ['Suggest titles']);
      assert.deepEqual(await offeredAt(document, 4), ['Suggest tags']);
      assert.deepEqual(await offeredAt(document, 5), ['Suggest tags']);
      for (const line of [0, 1, 6, 8, 10]) assert.deepEqual(await offeredAt(document, line), [], `line ${line}`);
      assert.deepEqual(await offeredAt(document, 10, 20), ['Rewrite in my voice']);

      assert.deepEqual(await offeredAt(await opened(`---\nx: 1\n---\n${GARDEN}`), 0), [
        'Suggest titles',
        'Suggest tags',
      ]);
      assert.deepEqual(await offeredAt(await opened(`\n# The bed\n\n${GARDEN}`), 1), ['Suggest titles']);
      assert.deepEqual(await offeredAt(await opened(GARDEN, 'plaintext'), 0), ['Suggest titles']);
      assert.deepEqual(await offeredAt(await opened('// # The bed', 'javascript'), 0, 5), []);
      const saved = await openedFile('bulb/some-name.md', `# The bed\n\n${GARDEN}`);
      assert.deepEqual(await offeredAt(saved, 0), ['Suggest titles', 'Rename file to match title']);
      const named = await openedFile('bulb/the-bed.md', `# The bed\n\n${GARDEN}`);
      assert.deepEqual(await offeredAt(named, 0), ['Suggest titles']);
    },
  },
  {
    name: 'a chosen title goes into the front matter; the file keeps its name unless a new one is agreed to',
    run: async () => {
      const before = `---\n${HEAD}\ntitle: "Old" # mine\n---\n\n${GARDEN}`;
      const document = await openedFile('titles/draft.md', before);
      const running = vscode.commands.executeCommand<string | undefined>('ownhand.suggestTitles');
      await accepted('a title is chosen', () => document.getText() !== before);
      await dismissed(running);
      const title = await running;
      assert(title, 'no title was chosen');
      const line = document.lineAt(3).text;
      assert.match(line, /^title: ".*" # mine$/);
      assert.equal(document.getText(), before.replace('title: "Old" # mine', line));
      assert.equal(JSON.parse(line.slice('title: '.length, -' # mine'.length)), title);
      assert(existsSync(document.uri.fsPath), 'the file was renamed without being asked');
    },
  },
  {
    name: 'a title replaces the heading where there is one, and is a first line where there is none',
    run: async () => {
      for (const [before, language, expected] of [
        [
          `---\n${HEAD}\n---\n\n# Old\n\n${GARDEN}`,
          'markdown',
          /^---\n# kept by hand\n.*\n---\n\n# (?!Old\n).+\n\nThe beans/,
        ],
        [GARDEN, 'markdown', /^# .+\n\nThe beans/],
        [GARDEN, 'plaintext', /^.+\n\nThe beans/],
      ] as const) {
        const document = await opened(before, language);
        const running = vscode.commands.executeCommand<string | undefined>('ownhand.suggestTitles');
        await accepted('a title is chosen', () => document.getText() !== before);
        const title = await running;
        assert(title && document.getText().includes(title));
        assert.match(document.getText(), expected);
        assert(document.getText().endsWith(GARDEN));
      }
    },
  },
  {
    name: 'Rename File to Match Title renames after a confirmation, unsaved changes and all, past names that are taken',
    run: async () => {
      const document = await openedFile('rename/draft_one.md', `# The Dripping Tap\n\n${GARDEN}`);
      writeFileSync(inWorkspace('rename/the_dripping_tap.md'), 'another');
      await append(document, 'Not saved yet.');
      const text = document.getText();
      const asked = vscode.commands.executeCommand<string | undefined>('ownhand.renameToTitle');
      await dismissed(asked);
      assert.equal(await asked, undefined);
      assert(existsSync(document.uri.fsPath), 'it was renamed without being agreed to');

      const running = vscode.commands.executeCommand<string | undefined>('ownhand.renameToTitle');
      const renamed = inWorkspace('rename/the_dripping_tap_2.md');
      await accepted('the file is renamed', () => existsSync(renamed));
      assert.equal(await running, path.basename(renamed));
      assert(!existsSync(inWorkspace('rename/draft_one.md')));
      assert.equal(readFileSync(inWorkspace('rename/the_dripping_tap.md'), 'utf8'), 'another');
      const open = await until('it is open under its new name', 10, () =>
        vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === renamed),
      );
      assert.equal(open.getText(), text);
    },
  },
  {
    name: 'a file is never renamed onto another one, nor out of its folder',
    run: async () => {
      const document = await openedFile('refused/draft.md', `# The tap\n\n${GARDEN}`);
      const taken = inWorkspace('refused/Taken.md');
      writeFileSync(taken, 'another');
      for (const name of ['Taken.md', 'taken.md', '../out.md', 'deep/in.md', ' ']) {
        assert.equal(await vscode.commands.executeCommand('ownhand.renameToTitle', name), undefined, name);
      }
      assert(existsSync(document.uri.fsPath));
      assert.equal(readFileSync(taken, 'utf8'), 'another');
      assert(!existsSync(inWorkspace('out.md')));
      assert.equal(await vscode.commands.executeCommand('ownhand.renameToTitle', 'free.md'), 'free.md');
      assert(existsSync(inWorkspace('refused/free.md')));
    },
  },
  {
    name: 'chosen tags go into the front matter and nothing else of it changes',
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
    name: 'while tags are written, the user’s own are offered, those first that fit, and none that is there already',
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
    name: 'what Suggest Tags found last for a document stands first among the tags offered while writing',
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
    name: 'Tag All Untagged Notes shows what would change, and writes nothing before it is agreed to',
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
        const dirty = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && notes.has(nameOf(uri)));
        assert.deepEqual(
          dirty.map(({ uri }) => nameOf(uri)),
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
      // The draft without a title has no tags either.
      assert.equal(tagged, 3);
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
      assert(!dirty.some(({ uri }) => nameOf(uri).startsWith('tag-all')), 'a note was left unsaved');
    },
  },
];

async function opened(content: string, language = 'markdown'): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  return document;
}

async function openedFile(name: string, content: string): Promise<vscode.TextDocument> {
  write(name, content);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(inWorkspace(name)));
  await vscode.window.showTextDocument(document);
  return document;
}

function write(name: string, content: string): void {
  const file = inWorkspace(name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function inWorkspace(name: string): string {
  return path.join(workspaceFolder(), name);
}

function nameOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri, false);
}

/** Titles of our entries in the lightbulb's menu, for a cursor on a line or a selection of so many characters. */
async function offeredAt(document: vscode.TextDocument, line: number, selected = 0): Promise<string[]> {
  const range = new vscode.Range(line, 0, line, selected);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
  );
  return actions.filter(({ command }) => command?.command.startsWith('ownhand.')).map(({ title }) => title);
}

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

/** Presses Enter in what VS Code asks until that has had its effect. */
async function accepted(what: string, isDone: () => boolean): Promise<void> {
  await until(what, 120, async () => {
    if (isDone()) return true;
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await new Promise((resolve) => setTimeout(resolve, 400));
    return isDone();
  });
}

/** Presses Escape until a command that asks something has ended. */
async function dismissed(running: Thenable<unknown>): Promise<void> {
  let ended = false;
  void Promise.resolve(running).finally(() => {
    ended = true;
  });
  await until('the command ends', 120, async () => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    if (!ended) await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    return ended;
  });
}
