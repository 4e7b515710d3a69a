/** Rewrite in My Style inside the extension host. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Test, until } from '../testing.ts';

/** A random model may find no wording of one of these better than the user's own. */
const TEXTS = [
  'I do not think that this is very useful! However, it is organized well and we will not change it.',
  'It is very cold; however, we do not mind. They will not come!',
  'We have not seen it yet. It is not a big problem, and it cannot be changed.',
  'There is nothing that I would not do for it! I am sure that you are right.',
];
const AFTER = '\n\nWhat follows stays.\n';

export const rewriteTests: Test[] = [
  {
    name: 'Rewrite in My Style lists versions, compares them on demand, and writes the chosen one',
    run: async () => {
      const { document, old, running, shown } = await compared();
      assert.equal(document.getText(), old + AFTER);
      await chosen(running);
      const text = await running;
      assert(text && text !== old, 'nothing was rewritten');
      assert.equal(document.getText(), text + AFTER);
      assert.notEqual(shown, old + AFTER);
      assert(shown.endsWith(AFTER), shown);
      await until('the comparison is closed', 10, () => !showsDiff());
    },
  },
  {
    name: 'leaving the list of versions changes nothing',
    run: async () => {
      const { document, old, running } = await compared();
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      assert.equal(await running, undefined);
      assert.equal(document.getText(), old + AFTER);
      await until('the comparison is closed', 10, () => !showsDiff());
    },
  },
  {
    name: 'a rewrite finds its text again in a document that has changed meanwhile',
    run: async () => {
      const { document, running } = await compared();
      await changed(document, new vscode.Range(0, 0, 0, 0), 'A new beginning.\n\n');
      await chosen(running);
      const text = await running;
      assert(text);
      assert.equal(document.getText(), `A new beginning.\n\n${text}${AFTER}`);
      await until('the comparison is closed', 10, () => !showsDiff());
    },
  },
  {
    name: 'a rewrite is refused if its text has changed meanwhile',
    run: async () => {
      const { document, old, running } = await compared();
      await changed(document, new vscode.Range(0, 2, 0, 2), ' really');
      await chosen(running);
      assert.equal(await running, undefined);
      assert.equal(document.getText(), `${old.slice(0, 2)} really${old.slice(2)}${AFTER}`);
      await until('the comparison is closed', 10, () => !showsDiff());
    },
  },
];

interface Compared {
  document: vscode.TextDocument;
  old: string;
  running: Thenable<string | undefined>;
  /** The document with the version that is compared. */
  shown: string;
}

/** Selects one text after another until there is a list of versions for it, and compares the first by the last entry. */
async function compared(): Promise<Compared> {
  for (const old of [...TEXTS, ...TEXTS]) {
    await vscode.commands.executeCommand('notifications.clearAll');
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: old + AFTER });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, old.length);
    const running = vscode.commands.executeCommand<string | undefined>('ownhand.rewrite');
    const ended = endOf(running);
    for (let attempt = 0; attempt < 60 && !ended() && !showsDiff(); attempt++) {
      // In an empty list both do nothing; in a filled one the last entry compares.
      await vscode.commands.executeCommand('workbench.action.quickOpenSelectPrevious');
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      const pressed = Date.now();
      await until('the comparison shows', 30, () => ended() || showsDiff() || Date.now() - pressed > 2000);
    }
    if (!ended()) {
      const shown = await until('the version is read', 30, () => shownBeside(document));
      return { document, old, running, shown };
    }
    // There was no version, or the list was filled between the two commands, and the second one took the first version.
  }
  throw new Error('No text has another wording.');
}

/** Takes the first entry, which follows the last one. */
async function chosen(running: Thenable<unknown>): Promise<void> {
  const ended = endOf(running);
  await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  await until('the version is taken', 30, ended);
}

function endOf(running: Thenable<unknown>): () => boolean {
  let ended = false;
  void Promise.resolve(running).finally(() => {
    ended = true;
  });
  return () => ended;
}

/** The text that is compared with a document, once it is there. */
function shownBeside({ uri }: vscode.TextDocument): string | undefined {
  const inputs = diffs().filter(({ original }) => original.toString() === uri.toString());
  const right = vscode.workspace.textDocuments.find((each) =>
    inputs.some(({ modified }) => modified.toString() === each.uri.toString()),
  );
  return right?.getText();
}

function diffs(): vscode.TabInputTextDiff[] {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  return tabs.flatMap(({ input }) => (input instanceof vscode.TabInputTextDiff ? [input] : []));
}

function showsDiff(): boolean {
  return diffs().length > 0;
}

async function changed(document: vscode.TextDocument, range: vscode.Range, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, text);
  assert(await vscode.workspace.applyEdit(edit));
}
