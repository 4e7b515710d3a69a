/**
 * Training in the extension host: paused, resumed, held, interrupted by the battery, cancelled, and started by itself.
 */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TrainResult } from '../../../src/core/train/run.ts';
import { DRAFT } from '../notes.ts';
import { type Test, until } from '../testing.ts';
import { api, append, workspaceFolder } from './host.ts';

/** Training that takes seconds with the tiny model. */
export const SHORT = { name: 'short', maxSteps: 4, seed: 7 };
/** Training long enough to be stopped halfway, and short enough to wait for afterwards. */
const LONG = { name: 'long', epochs: 500, maxSteps: 150, seed: 7 };

/** Where a paused run keeps what it has learned. */
function checkpoint(): string {
  return path.join(api().state.snapshot.status?.home ?? '', 'training/checkpoint.safetensors');
}

const stepNow = () => api().state.snapshot.training?.step ?? 0;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function type(text: string): Promise<void> {
  const uri = vscode.Uri.file(path.join(workspaceFolder(), DRAFT));
  await append(await vscode.workspace.openTextDocument(uri), text);
}

export const trainingTests: Test[] = [
  {
    name: 'Pause Learning ends a run soon, and the run can be resumed',
    run: async () => {
      const running = vscode.commands.executeCommand('ownhand.train', LONG);
      await until('a step is done', 60, () => (api().state.snapshot.training?.step ?? 0) >= 2);
      const stopped = performance.now();
      await vscode.commands.executeCommand('ownhand.pauseTraining');
      assert.equal(api().views.viewState.training?.stopping, true, 'the side bar does not say that it stops');
      assert.equal(await running, undefined);
      assert(performance.now() - stopped < 10_000, 'stopping took longer than ten seconds');
      assert((api().state.snapshot.unfinished?.step ?? 0) >= 2, 'the run is not remembered');
      assert.equal(api().training.isRunning, false);
    },
  },
  {
    name: 'a run that is paused before its first step ends, and leaves the paused one unchanged',
    run: async () => {
      const before = api().state.snapshot.unfinished?.step;
      const running = vscode.commands.executeCommand('ownhand.train', { resume: true });
      await until('it has begun', 60, () => api().training.isRunning);
      await vscode.commands.executeCommand('ownhand.pauseTraining');
      assert.equal(await running, undefined);
      assert.equal(api().training.isRunning, false);
      assert.equal(api().state.snapshot.styleProblem, null);
      assert((api().state.snapshot.unfinished?.step ?? 0) >= (before ?? 0), 'the paused run is forgotten');
    },
  },
  {
    name: 'Learn My Style resumes the paused run with its own options, and leaves nothing unfinished',
    run: async () => {
      const { state } = api();
      const from = state.snapshot.unfinished?.step ?? 0;
      assert(from >= 2 && from < LONG.maxSteps, `stopped at step ${from}`);
      const steps: number[] = [];
      const listening = state.onDidChange(({ training }) => {
        if (training?.phase === 'training') steps.push(training.step);
      });
      // Without options it asks; the first answer is to resume.
      const running = vscode.commands.executeCommand<TrainResult>('ownhand.train');
      await until('the run goes on', 60, async () => {
        if (!state.snapshot.training)
          await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return state.snapshot.training !== null;
      });
      const result = await running;
      listening.dispose();
      assert(result, 'the resumed run gave no result');
      assert(Math.min(...steps) >= from, `it began again at step ${Math.min(...steps)} instead of after ${from}`);
      assert.equal(Math.max(...steps), LONG.maxSteps);
      assert.deepEqual([result.adapter, result.steps], [LONG.name, LONG.maxSteps]);
      assert.equal(state.snapshot.unfinished, null);
      // The tiny model has so much to learn that this many steps beat it.
      assert.equal(result.enabled, true);
      assert.equal(state.snapshot.status?.adapter, LONG.name);
    },
  },
  {
    name: 'a run that can no longer be resumed is refused, and then forgotten',
    run: async () => {
      const { state } = api();
      const curves = { losses: [], heldoutLosses: [] };
      state.update({
        unfinished: { step: 3, steps: 9, options: LONG, why: 'interrupted', automatic: false, ...curves },
      });
      assert.equal(await vscode.commands.executeCommand('ownhand.train', { resume: true }), undefined);
      assert.equal(state.snapshot.unfinished, null);
      assert.equal(state.snapshot.training, null);
    },
  },
  {
    name: 'a run waits while somebody types, and then continues by itself',
    run: async () => {
      const { state } = api();
      const running = vscode.commands.executeCommand<TrainResult>('ownhand.train', { ...LONG, name: 'held' });
      await until('a step is done', 60, () => stepNow() >= 2);
      await type(' a');
      assert.equal(state.snapshot.held, true);
      // The current step is still finished.
      await pause(1500);
      const at = stepNow();
      await type(' b');
      await pause(3000);
      assert.equal(stepNow(), at);
      assert.equal(state.snapshot.held, true);
      assert.match(api().status.item.text, /debug-pause/);
      await until('the run goes on', 20, () => stepNow() > at);
      assert.equal(state.snapshot.held, false);
      await vscode.commands.executeCommand('ownhand.pauseTraining');
      assert.equal(await running, undefined);
      assert.equal(state.snapshot.unfinished?.why, 'paused');
    },
  },
  {
    name: 'cancelling a run throws away what it has learned',
    run: async () => {
      const { state, training } = api();
      assert(existsSync(checkpoint()));
      await training.cancel();
      assert.equal(state.snapshot.unfinished, null);
      assert.equal(existsSync(checkpoint()), false);
      const { readPower, lookEveryMs } = training;
      // A run that the user starts on battery is not interrupted there.
      training.readPower = async () => 'battery';
      training.lookEveryMs = 0;
      const running = vscode.commands.executeCommand('ownhand.train', { ...LONG, name: 'cancelled' });
      await until('some steps are done', 60, () => stepNow() >= 5);
      await training.cancel();
      assert.equal(await running, undefined);
      Object.assign(training, { readPower, lookEveryMs });
      assert.equal(state.snapshot.unfinished, null);
      assert.equal(existsSync(checkpoint()), false);
      // A run without a step is cancelled without asking.
      const early = vscode.commands.executeCommand('ownhand.train', { ...LONG, name: 'cancelled' });
      await until('it has begun', 10, () => state.snapshot.training !== null);
      await vscode.commands.executeCommand('ownhand.cancelTraining');
      assert.equal(await early, undefined);
    },
  },
  {
    name: 'on the battery a run ends for now, and continues from there once there is power again',
    run: async () => {
      const { state, training } = api();
      const { readPower, lookEveryMs } = training;
      try {
        training.readPower = async () => 'mains';
        training.lookEveryMs = 0;
        const running = vscode.commands.executeCommand('ownhand.train', { ...LONG, maxSteps: 40, name: 'battery' });
        await until('a step is done', 60, () => stepNow() >= 2);
        training.readPower = async () => 'battery';
        assert.equal(await running, undefined);
        const { why, step = 0 } = state.snapshot.unfinished ?? {};
        assert.equal(why, 'battery');
        assert(step >= 2 && step < 40, `it ended at step ${step}`);
        training.readPower = async () => 'mains';
        await type(' there is power');
        await until('the run goes on', 60, () => stepNow() > step);
        assert.equal(state.snapshot.losses[0].step, 1);
        await until('the run has ended', 240, () => state.snapshot.training === null);
        // The lists are read again a moment after the run has ended.
        await until('its adapter is listed', 20, () => state.snapshot.adapters.some(({ name }) => name === 'battery'));
        await until('nothing is unfinished', 20, () => state.snapshot.unfinished === null);
      } finally {
        training.readPower = readPower;
        training.lookEveryMs = lookEveryMs;
      }
    },
  },
  {
    name: 'training begins by itself when the user is idle after enough new writing, if the setting says so',
    run: async () => {
      const { state, automatic, training } = api();
      const { readPower } = training;
      const settings = vscode.workspace.getConfiguration('ownhand');
      const notes = path.join(workspaceFolder(), 'notes');
      const created = () => state.snapshot.adapters.map((each) => `${each.name} ${each.created}`).sort();
      const before = created();
      const saved = async (name: string) => {
        const file = path.join(notes, name);
        writeFileSync(file, '');
        const document = await vscode.workspace.openTextDocument(file);
        await append(document, essay(name));
        assert(await document.save());
      };
      training.readPower = async () => 'mains';
      automatic.idleMs = 1000;
      try {
        for (let n = 0; n < 15; n++) writeFileSync(path.join(notes, `new-${n}.md`), essay(`new ${n}`));
        await saved('by-hand.md');
        await pause(2500);
        assert.deepEqual(created(), before, 'it trained though it is off');
        await settings.update('training.automatic', 'whenIdle', vscode.ConfigurationTarget.Global);
        await until('a run has begun by itself', 60, () => state.snapshot.training !== null);
        await until('the run has ended', 180, () => state.snapshot.training === null && !training.isRunning);
        assert.equal(state.snapshot.status?.history.items, 40);
        await until('what is left to learn is known', 10, () => (state.snapshot.overview?.unlearnt ?? 99) < 10);
        const after = created();
        // The newest adapter was taught what is new: same name, or unchanged if that made it worse.
        assert.deepEqual(
          after.map((each) => each.split(' ')[0]),
          before.map((each) => each.split(' ')[0]),
        );
        // One more document is not enough.
        await saved('one-more.md');
        await until('it has looked', 30, () => state.snapshot.status?.history.items === 41);
        await pause(2500);
        assert.equal(state.snapshot.training, null);
        assert.deepEqual(created(), after);
      } finally {
        automatic.idleMs = 5 * 60_000;
        training.readPower = readPower;
        await settings.update('training.automatic', undefined, vscode.ConfigurationTarget.Global);
      }
    },
  },
];

/** About 60 words, different ones for each topic. */
function essay(topic: string): string {
  const sentences = Array.from({ length: 8 }, (_, at) => `In ${topic} we saw ${at} of ${topic} stand by the gate.`);
  return `# About ${topic}\n\n${sentences.join(' ')}\n`;
}
