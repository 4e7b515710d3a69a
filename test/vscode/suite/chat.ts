/** The model in the chat view, and the report of a problem, inside the extension host. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Test, until } from '../testing.ts';
import { api, workspaceFolder } from './host.ts';

const pickable = () => vscode.lm.selectChatModels({ vendor: 'ownhand' });

/** Questions that a random model is asked until it has something to say. */
const QUESTIONS = [
  'What grows behind the shed?',
  'And in the garden?',
  'Who mends it?',
  'Is there bread?',
  'What now?',
];

/** The first question whose answer comes in several pieces, and is not empty. */
async function answeredInPieces(model: vscode.LanguageModelChat): Promise<string | undefined> {
  for (const question of QUESTIONS) {
    const pieces: string[] = [];
    const { text } = await model.sendRequest([vscode.LanguageModelChatMessage.User(question)]);
    for await (const piece of text) pieces.push(piece);
    if (pieces.length > 1 && pieces.join('') !== '') return question;
  }
  return undefined;
}

export const chatTests: Test[] = [
  {
    name: 'the model can be picked for chat only if the setting says so',
    run: async () => {
      assert.deepEqual(await api().chat.provideLanguageModelChatInformation(), []);
      assert.deepEqual(await pickable(), []);
      await vscode.workspace.getConfiguration('ownhand').update('chat.enabled', true, true);
      const [model] = await until('the model can be picked', 20, async () => {
        const found = await pickable();
        return found.length > 0 && found;
      });
      assert.equal(model?.family, 'llama');
      assert.match(model?.name ?? '', /in my style/);
      assert.equal(model?.version, api().state.snapshot.status?.adapter);
    },
  },
  {
    name: 'it answers in pieces, counts tokens, and stops when told to',
    run: async () => {
      const [model] = await pickable();
      assert(model);
      assert((await model.countTokens(QUESTIONS[0])) > 5);
      const question = await answeredInPieces(model);
      assert(question, 'no answer came in pieces');

      // Asked without VS Code in between, which passes pieces on at its own pace.
      const source = new vscode.CancellationTokenSource();
      let stopped = 0;
      const report = () => {
        stopped++;
        source.cancel();
      };
      const [offered] = await api().chat.provideLanguageModelChatInformation();
      assert(offered);
      const message = {
        role: vscode.LanguageModelChatMessageRole.User,
        content: [new vscode.LanguageModelTextPart(question)],
        name: undefined,
      };
      const asked = api().chat.provideLanguageModelChatResponse(
        offered,
        [message],
        { toolMode: vscode.LanguageModelChatToolMode.Auto },
        { report },
        source.token,
      );
      await assert.rejects(asked, (error: { code?: string }) => error.code === 'cancelled');
      assert.equal(stopped, 1);
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
      // The file that was not a model, from an earlier test.
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
