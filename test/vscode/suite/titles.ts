/** The lightbulb, titles and file names inside the extension host, once there are a model and a history. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type Test, until } from '../testing.ts';
import { accepted, dismissed, GARDEN, HEAD, inWorkspace, opened, openedFile } from './documents.ts';
import { append } from './host.ts';

export const titleTests: Test[] = [
  {
    name: 'the lightbulb offers titles, a description, tags and a rewrite each in its place, and nothing elsewhere',
    run: async () => {
      const note = `---\n${HEAD}\ntitle: The bed\ntags:\n  - a\n---\n\n## Part\n\n${GARDEN}`;
      const document = await opened(note);
      assert.deepEqual(await offeredAt(document, 3), ['Suggest titles', 'Suggest description']);
      assert.deepEqual(await offeredAt(document, 4), ['Suggest tags']);
      assert.deepEqual(await offeredAt(document, 5), ['Suggest tags']);
      for (const line of [0, 1, 6, 8, 10]) assert.deepEqual(await offeredAt(document, line), [], `line ${line}`);
      assert.deepEqual(await offeredAt(document, 10, 20), ['Rewrite in my style']);

      assert.deepEqual(await offeredAt(await opened(`---\nx: 1\n---\n${GARDEN}`), 0), [
        'Suggest titles',
        'Suggest description',
        'Suggest tags',
      ]);
      assert.deepEqual(await offeredAt(await opened(`\n# The bed\n\n${GARDEN}`), 1), [
        'Suggest titles',
        'Suggest description',
      ]);
      assert.deepEqual(await offeredAt(await opened(GARDEN, 'plaintext'), 0), [
        'Suggest titles',
        'Suggest description',
      ]);
      assert.deepEqual(await offeredAt(await opened('// # The bed', 'javascript'), 0, 5), []);
      const described = await opened(`---\ntitle: A\ndescription: old\n---\n${GARDEN}`);
      assert.deepEqual(await offeredAt(described, 2), ['Suggest description']);
      const saved = await openedFile('bulb/some-name.md', `# The bed\n\n${GARDEN}`);
      assert.deepEqual(await offeredAt(saved, 0), [
        'Suggest titles',
        'Rename file to match title',
        'Suggest description',
      ]);
      const named = await openedFile('bulb/the-bed.md', `# The bed\n\n${GARDEN}`);
      assert.deepEqual(await offeredAt(named, 0), ['Suggest titles', 'Suggest description']);
    },
  },
  {
    name: 'a chosen title goes into the front matter; the file keeps its name unless the user agrees to a new one',
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
    name: 'a title replaces the heading if there is one, and becomes the first line if there is none',
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
    name: 'Rename File to Match Title renames after a confirmation, with unsaved changes, avoiding names that are taken',
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
];

/** Titles of our entries in the lightbulb's menu, for a cursor on a line or a selection of this many characters. */
async function offeredAt(document: vscode.TextDocument, line: number, selected = 0): Promise<string[]> {
  const range = new vscode.Range(line, 0, line, selected);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
  );
  return actions.filter(({ command }) => command?.command.startsWith('ownhand.')).map(({ title }) => title);
}
