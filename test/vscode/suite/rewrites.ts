/** Rewrite in My Voice inside the extension host. */
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
    name: 'Rewrite in My Voice shows a difference, and changes nothing before the user agrees',
    run: async () => {
      const { document, old, running } = await askedFor();
      assert.equal(document.getText(), old + AFTER);
      const shown = await until('the rewrite is shown', 10, () => shownBeside(document));
      await answered(running);
      const text = await running;
      assert(text && text !== old, 'nothing was rewritten');
      assert.equal(document.getText(), text + AFTER);
      assert.equal(shown, text + AFTER);
      assert.equal(showsDiff(), false);
    },
  },
  {
    name: 'a rewrite finds its text again in a document that has changed meanwhile',
    run: async () => {
      const { document, running } = await askedFor();
      await changed(document, new vscode.Range(0, 0, 0, 0), 'A new beginning.\n\n');
      await answered(running);
      const text = await running;
      assert(text);
      assert.equal(document.getText(), `A new beginning.\n\n${text}${AFTER}`);
    },
  },
  {
    name: 'a rewrite is refused if its text has changed meanwhile',
    run: async () => {
      const { document, old, running } = await askedFor();
      await changed(document, new vscode.Range(0, 2, 0, 2), ' really');
      await answered(running);
      assert.equal(await running, undefined);
      assert.equal(document.getText(), `${old.slice(0, 2)} really${old.slice(2)}${AFTER}`);
      assert.equal(showsDiff(), false);
    },
  },
];

interface Asked {
  document: vscode.TextDocument;
  old: string;
  running: Thenable<string | undefined>;
}

/** Selects one text after another and asks for a rewrite, until there is one to decide on. */
async function askedFor(): Promise<Asked> {
  for (const old of TEXTS) {
    await vscode.commands.executeCommand('notifications.clearAll');
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: old + AFTER });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, old.length);
    const running = vscode.commands.executeCommand<string | undefined>('ownhand.rewrite');
    const ended = endOf(running);
    await until('there is a wording, or a reason for none', 120, () => ended() || showsDiff());
    if (!ended()) return { document, old, running };
    assert.equal(document.getText(), old + AFTER);
  }
  throw new Error('No text has another wording.');
}

/** Presses the first button of the message until that has had its effect. */
async function answered(running: Thenable<unknown>): Promise<void> {
  const ended = endOf(running);
  await until('the answer is taken', 30, async () => {
    if (!ended()) await vscode.commands.executeCommand('notification.acceptPrimaryAction');
    return ended();
  });
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
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputTextDiff)) return undefined;
  assert.equal(input.original.toString(), uri.toString());
  const right = vscode.workspace.textDocuments.find((each) => each.uri.toString() === input.modified.toString());
  return right?.getText();
}

function showsDiff(): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  return tabs.some(({ input }) => input instanceof vscode.TabInputTextDiff);
}

async function changed(document: vscode.TextDocument, range: vscode.Range, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, text);
  assert(await vscode.workspace.applyEdit(edit));
}
