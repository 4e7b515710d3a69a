/** The one button, the Tab too many and the word taken, inside the extension host. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { MineResult } from '../../../src/core/history/mining/mine.ts';
import { type Test, until } from '../testing.ts';
import { api, workspaceFolder } from './host.ts';

export const learnTests: Test[] = [
  {
    name: 'Learn from This Folder reads and goes on with the style in the background; another model of the user’s stays',
    run: async () => {
      const { state, training } = api();
      const before = state.snapshot.status?.model?.id;
      const result = await vscode.commands.executeCommand<MineResult>('ownhand.learn', [
        path.join(workspaceFolder(), 'notes'),
      ]);
      assert.equal(result.items, 24);
      await until('the style is being learned', 60, () => training.isRunning);
      assert.equal(state.snapshot.status?.model?.id, before);
      assert.equal(state.snapshot.work, null);
      await training.cancel();
      await until('it has ended', 60, () => !training.isRunning && state.snapshot.training === null);
      assert.equal(state.snapshot.unfinished, null);
    },
  },
  {
    name: 'what learning came to is a sentence of the side bar, also where there was too little to learn from',
    run: async () => {
      const { state, views } = api();
      const before = state.snapshot.styleProblem;
      state.update({ styleProblem: 'Learning needs at least 5 notes and there are 2; add some.' });
      assert.equal(views.viewState.verdict?.on, false);
      assert.match(views.viewState.verdict?.text ?? '', /at least 5 notes/);
      state.update({ styleProblem: before });
    },
  },
];
