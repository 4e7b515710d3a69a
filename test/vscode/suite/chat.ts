/** The model in the chat view, and the report of a problem, inside the extension host. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Test, until } from '../testing.ts';
import { api, workspaceFolder } from './host.ts';

const pickable = () => vscode.lm.selectChatModels({ vendor: 'ownhand' });

export const chatTests: Test[] = [
  {
    name: 'the model can be picked for chat only where the setting says so',
    run: async () => {
      assert.deepEqual(await api().chat.provideLanguageModelChatInformation(), []);
      assert.deepEqual(await pickable(), []);
      await vscode.workspace.getConfiguration('ownhand').update('chat.enabled', true, true);
      const [model] = await until('the model can be picked', 20, async () => {
        const found = await pickable();
        return found.length > 0 && found;
      });
      assert.equal(model?.family, 'llama');
      assert.match(model?.name ?? '', /in my voice/);
      assert.equal(model?.version, api().state.snapshot.status?.adapter);
    },
  },
  {
    name: 'it answers in pieces, counts tokens, and stops when it is told to',
    run: async () => {
      const [model] = await pickable();
      assert(model);
      assert((await model.countTokens('What grows behind the shed?')) > 5);
      const ask = (token?: vscode.CancellationToken) =>
        model.sendRequest([vscode.LanguageModelChatMessage.User('What grows behind the shed?')], {}, token);
      const pieces: string[] = [];
      for await (const piece of (await ask()).text) pieces.push(piece);
      assert(pieces.length > 1, `it came in ${pieces.length} pieces`);
      assert(pieces.join('').length > 0);

      const source = new vscode.CancellationTokenSource();
      const stopped: string[] = [];
      const started = performance.now();
      try {
        for await (const piece of (await ask(source.token)).text) {
          stopped.push(piece);
          source.cancel();
        }
      } catch {
        // VS Code may say that it was cancelled, or just end.
      }
      assert(stopped.join('').length < pieces.join('').length, 'it was not stopped');
      assert(performance.now() - started < 5000, 'stopping took longer than five seconds');
    },
  },
  {
    name: 'without the setting it is gone again',
    run: async () => {
      await vscode.workspace.getConfiguration('ownhand').update('chat.enabled', undefined, true);
      await until('the model is gone', 20, async () => (await pickable()).length === 0);
    },
  },
];

export const reportTests: Test[] = [
  {
    name: 'Report a Problem opens a document with versions, settings, devices and errors, and nothing of the user’s',
    run: async () => {
      const text = await vscode.commands.executeCommand<string>('ownhand.reportProblem');
      assert.equal(vscode.window.activeTextEditor?.document.getText(), text);
      assert.equal(vscode.window.activeTextEditor?.document.isUntitled, true);
      for (const wanted of [/^- Ownhand: \d+\.\d+/m, /^- completions\.speed: normal$/m, /^- cpu: works/m]) {
        assert.match(text, wanted);
      }
      // The model file that was none, from an earlier test.
      assert.match(text, /ownhand\.addModel: bad-model: <file> is not a GGUF file; check the path/);
      for (const hidden of [
        workspaceFolder(),
        'none.gguf',
        'Plainly',
        'garden',
        'notes',
        'tiny-llama',
        'long',
        '127.0.0.1',
      ]) {
        assert(!text.includes(hidden), `“${hidden}” is in the report:\n${text}`);
      }
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    },
  },
];
