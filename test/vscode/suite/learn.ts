/** The one button, an extra Tab, and an accepted word, inside the extension host. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { MineResult } from '../../../src/core/history/mining/mine.ts';
import { type Test, until } from '../testing.ts';
import { api, workspaceFolder } from './host.ts';

/** Reads the notes with the one button, and waits until it is decided whether the style is learned. */
async function learn(): Promise<MineResult> {
  const { state } = api();
  const result = await vscode.commands.executeCommand<MineResult>('ownhand.learn', [
    path.join(workspaceFolder(), 'notes'),
  ]);
  await until('the model has been seen to', 60, () => !state.snapshot.styleNext);
  return result;
}

export const learnTests: Test[] = [
  {
    name: 'Learn from This Folder does not relearn the style if nothing is new',
    run: async () => {
      const { state, training } = api();
      assert.equal(state.snapshot.overview?.unlearnt, 0);
      assert.equal((await learn()).items, 24);
      assert.equal(training.isRunning, false);
      assert.equal(state.snapshot.training, null);
    },
  },
  {
    name: 'Learn from This Folder reads, then learns the style in the background; another model of the user’s stays',
    run: async () => {
      const { state, training } = api();
      const before = state.snapshot.status?.model?.id;
      const added = path.join(workspaceFolder(), 'notes/the-new-gate.md');
      const text = [
        'Plainly put, a gate that drags has a hinge that gave up. I lifted it by two washers, and now it swings.',
        'The latch wanted a new hole, a finger higher than the old one. The dog was the first to notice, and',
        'went through it eleven times before supper to be sure that it would not change its mind again.',
      ].join(' ');
      writeFileSync(added, `---\ntitle: The new gate\ndate: 2024-01-01\ntags: [garden]\n---\n\n${text}\n`);
      assert.equal((await learn()).items, 25);
      await until('the style is being learned', 60, () => training.isRunning);
      assert.equal(state.snapshot.status?.model?.id, before);
      assert.equal(state.snapshot.work, null);
      await training.cancel();
      await until('it has ended', 60, () => !training.isRunning && state.snapshot.training === null);
      assert.equal(state.snapshot.unfinished, null);
      rmSync(added);
      await vscode.commands.executeCommand('ownhand.mine', [path.dirname(added)]);
      assert.equal(state.snapshot.profile?.habits.items, 24);
    },
  },
  {
    name: 'the side bar says in a sentence what came of learning, even if there was too little to learn from',
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
