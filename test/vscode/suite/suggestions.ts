/** How suggestions behave, inside the extension host, once there is a model. */
import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as vscode from 'vscode';
import { CountTokens } from '../../../src/worker/requests/writing.ts';
import { type Test, until } from '../testing.ts';
import { api, append, endOf, extension, suggestionAt } from './host.ts';

/** Beginnings on which a random model is tried until it writes something. */
const BEGINNINGS = ['garden', 'workshop', 'kitchen', 'bread', 'kettle', 'shelf', 'bench', 'water'].flatMap((word) => [
  `Plainly put, the ${word} `,
  `I went to the ${word} and`,
  `Every ${word}`,
]);

export const suggestionTests: Test[] = [
  {
    name: 'typing along a suggestion keeps the rest of it, and taking words of it counts it as accepted, once',
    run: async () => {
      const { document, text } = await shown(6);
      const counted = () => api().state.snapshot.suggestions.accepted;
      const before = counted();
      await append(document, text.slice(0, 1));
      assert.equal(await textAt(document, false), text.slice(1));
      assert.equal(api().provider.outcome, 'cached');
      assert.equal(counted(), before);
      await append(document, text.slice(1, 3));
      assert.equal(await textAt(document, false), text.slice(3));
      assert.equal(counted(), before + 1);
      await append(document, text.slice(3));
      assert.equal(counted(), before + 1);
    },
  },
  {
    name: 'what follows a suggestion is there when it is accepted; calm waits for a key instead',
    run: async () => {
      const { document, text } = await shown(6);
      // Fetched while the reader thinks.
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await append(document, text);
      await suggestionAt(document, { invoke: false });
      assert.equal(api().provider.outcome, 'cached');

      await withSetting('completions.speed', 'calm', async () => {
        const calm = await shown(6);
        await append(calm.document, calm.text);
        assert.equal(await suggestionAt(calm.document, { invoke: false }), undefined);
        assert.equal(api().provider.outcome, 'after-accept');
      });
    },
  },
  {
    name: 'a suggestion extends the selected entry of an open completion list, in its range, but no single word',
    run: async () => {
      let found = 0;
      for (const beginning of BEGINNINGS) {
        const document = await opened(`${beginning} gar`);
        const end = endOf(document);
        const range = new vscode.Range(end.translate(0, -3), end);
        assert.equal(await suggestionAt(document, { selected: { range, text: 'garden' } }), undefined);
        assert.equal(api().provider.outcome, 'word-entry');
        const [item] = (await suggestionAt(document, { selected: { range, text: 'garden gate' } })) ?? [];
        if (!item) continue;
        found++;
        assert.match(String(item.insertText), /^garden gate./);
        assert(item.range?.isEqual(range), 'the range is another');
      }
      assert(found > 0, 'nothing was suggested anywhere');
    },
  },
  {
    name: 'after a deletion or an undo nothing is suggested until something is typed',
    run: async () => {
      const document = await opened('The bench by the window');
      const editor = await vscode.window.showTextDocument(document);
      const end = endOf(document);
      await editor.edit((edit) => edit.delete(new vscode.Range(end.translate(0, -7), end)));
      await assertNothing(document, 'after-delete');
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), 'The bench by the window');
      await assertNothing(document, 'after-undo');
      await append(document, 's');
      await suggestionAt(document, { invoke: false });
      assert.doesNotMatch(api().provider.outcome, /^after-/);
    },
  },
  {
    name: 'several suggestions written over in a row make the next ones wait longer',
    run: async () => {
      await withSetting('completions.speed', 'calm', async () => {
        for (let time = 0; time < 3; time++) {
          const { document, text } = await shown(1);
          await append(document, text.startsWith('X') ? 'Y' : 'X');
        }
        const longer = await leastWait();
        const { document, text } = await shown(6);
        await append(document, text);
        const usual = await leastWait();
        // The pause, at least 500 ms, was twice as long; the model is asked before its end, and may have nothing to
        // say.
        assert(longer - usual >= 200, `${longer} ms, and ${usual} ms after one was taken`);
      });
    },
  },
  {
    name: 'if most are written over, suggestions must be surer; the side bar says so, and one command resets it',
    run: async () => {
      await vscode.commands.executeCommand('ownhand.resetSuggestions');
      assert.equal(api().views.viewState.shift, 0);
      for (let time = 0; time < 31; time++) {
        const { document, text } = await shown(1);
        await append(document, text.startsWith('X') ? 'Y' : 'X');
      }
      const { shift, suggestions } = api().views.viewState;
      assert(shift > 0 && shift <= 0.2, `moved by ${shift}`);
      assert(suggestions.shown > 30, `${suggestions.shown} shown`);
      await vscode.commands.executeCommand('ownhand.resetSuggestions');
      assert.equal(api().views.viewState.shift, 0);
      assert.equal(api().views.viewState.suggestions.shown, 0);
    },
  },
  {
    name: 'a server on this machine writes the suggestions if the setting names one, and a remote one is refused',
    run: async () => {
      const asked: { model: string; prompt: string }[] = [];
      const server = http.createServer(async (request, response) => {
        asked.push(JSON.parse(await text(request)));
        response.end(JSON.stringify({ choices: [{ text: ' as the server has it. And', finish_reason: 'length' }] }));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      try {
        await withSetting('endpoint', `http://127.0.0.1:${port}/v1`, async () => {
          const document = await opened('Plainly put, the garden goes');
          assert.equal(await textAt(document), ' as the server has it.');
          assert.equal(asked.at(-1)?.prompt.endsWith('Plainly put, the garden goes'), true);
        });
        const before = asked.length;
        await withSetting('endpoint', 'http://192.0.2.1/v1', async () => {
          await until('the status bar says that it is refused', 10, () =>
            /not on this machine/.test(String(api().status.item.tooltip)),
          );
          await assertNothing(await opened('Plainly put, the garden goes'), 'endpoint', true);
          assert.equal(typeof (await api().workers.request(CountTokens, { text: 'All else works.' })), 'number');
        });
        await api().workers.refresh();
        await shown(1);
        assert.equal(asked.length, before);
      } finally {
        server.close();
      }
    },
  },
  {
    name: 'Snooze Suggestions stops them for a time that the status bar shows, even on request',
    run: async () => {
      const document = await opened('The kettle in the kitchen');
      await vscode.commands.executeCommand('ownhand.snooze', 10);
      await assertNothing(document, 'snoozed', true);
      assert.match(api().status.item.text, /^\$\(bell-slash\) Snoozed until (\w{3} )?\d\d:\d\d$/);
      // Another document that is opened meanwhile is no longer off afterwards.
      await opened('The shelf in the workshop');
      await vscode.commands.executeCommand('ownhand.snooze', 0);
      assert.doesNotMatch(api().status.item.text, /slash/);
      await vscode.window.showTextDocument(document);
      await suggestionAt(document);
      assert.notEqual(api().provider.outcome, 'snoozed');
    },
  },
  {
    name: 'Toggle Suggestions Here switches them off and on for a file and for a language',
    run: async () => {
      const document = await opened('The shelf in the workshop');
      const other = await vscode.workspace.openTextDocument({ language: 'markdown', content: 'Another' });
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('ownhand.toggleHere', 'file');
      await assertNothing(document, 'file', true);
      await until('the status bar says so', 5, () => api().status.item.text.includes('circle-slash'));
      await assertElsewhere(other);
      await vscode.commands.executeCommand('ownhand.toggleHere', 'file');
      await assertElsewhere(document);

      await vscode.commands.executeCommand('ownhand.toggleHere', 'language');
      await assertNothing(other, 'language', true);
      await vscode.commands.executeCommand('ownhand.toggleHere', 'language');
      await assertElsewhere(other);
    },
  },
  {
    name: 'suggestions can be turned off by a glob, and by a single language’s setting',
    run: async () => {
      const document = await opened('The water in the garden');
      await withSetting('completions.exclude', ['**/Untitled*'], () => assertNothing(document, 'excluded', true));
      const ofLanguage = vscode.workspace.getConfiguration('ownhand', { languageId: 'markdown' });
      await ofLanguage.update('enabled', false, true, true);
      await assertNothing(document, 'off', true);
      await assertElsewhere(await opened('In plain text', 'plaintext'));
      await ofLanguage.update('enabled', undefined, true, true);
      await assertElsewhere(document);
    },
  },
  {
    name: 'every default language of prose starts the extension and gets suggestions, and code does not',
    run: async () => {
      const languages = vscode.workspace.getConfiguration('ownhand').get<string[]>('completions.languages', []);
      const starts: string[] = extension().packageJSON.activationEvents;
      assert.deepEqual(
        languages.filter((language) => !starts.includes(`onLanguage:${language}`)),
        ['scminput'],
      );
      for (const language of ['latex', 'restructuredtext', 'plaintext']) {
        await assertElsewhere(await opened('The bread in the kitchen', language));
      }
      await assertNothing(await opened('// The bread', 'javascript'), 'language', true);
    },
  },
];

function opened(content: string, language = 'markdown'): Promise<vscode.TextDocument> {
  return Promise.resolve(vscode.workspace.openTextDocument({ language, content }));
}

/** @param invoke by a command, which asks the model again; what is typed along is known */
async function textAt(document: vscode.TextDocument, invoke = true): Promise<string | undefined> {
  const [item] = (await suggestionAt(document, { invoke })) ?? [];
  return item && String(item.insertText);
}

let tried = 0;

/** A new document with a suggestion at its end. */
async function shown(length: number): Promise<{ document: vscode.TextDocument; text: string }> {
  // A different one each time, because a repeated suggestion is known.
  const number = ++tried;
  for (const beginning of BEGINNINGS) {
    const document = await opened(`Note ${number}. ${beginning}`);
    const text = await textAt(document);
    if (text && text.length >= length && /^[\p{L} ]+$/u.test(text)) return { document, text };
  }
  throw new Error('The model wrote nothing anywhere.');
}

/** The shortest of several times from an automatic call to its answer, or to nothing, in milliseconds. */
async function leastWait(): Promise<number> {
  const times: number[] = [];
  for (let time = 0; time < 3; time++) {
    const document = await opened(`Place ${++tried}, where nobody has been before, and`);
    const started = performance.now();
    await suggestionAt(document, { invoke: false });
    times.push(performance.now() - started);
  }
  return Math.min(...times);
}

async function assertNothing(document: vscode.TextDocument, outcome: string, invoke = false): Promise<void> {
  assert.equal(await suggestionAt(document, { invoke }), undefined);
  assert.equal(api().provider.outcome, outcome);
}

/** That suggestions are not off there, whatever the result. */
async function assertElsewhere(document: vscode.TextDocument): Promise<void> {
  await suggestionAt(document);
  const { outcome } = api().provider;
  assert(!['off', 'snoozed', 'language', 'excluded', 'file'].includes(outcome), `off: ${outcome}`);
}

async function withSetting(name: string, value: unknown, run: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('ownhand');
  await settings.update(name, value, true);
  try {
    await run();
  } finally {
    await settings.update(name, undefined, true);
  }
}
