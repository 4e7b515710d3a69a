import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { AdapterInfo } from '../../../src/core/adapter/record.ts';
import type { MineResult } from '../../../src/core/history/mining/mine.ts';
import { isToRemove } from '../../../src/core/home/removal.ts';
import type { ModelInfo } from '../../../src/core/model/base.ts';
import { BUILT_IN_ID } from '../../../src/core/model/sources/builtInId.ts';
import type { TrainProgress } from '../../../src/core/train/place.ts';
import type { TrainResult } from '../../../src/core/train/run.ts';
import { RemoveModel } from '../../../src/worker/requests/library.ts';
import { processorMs } from '../../bench/ours/processes.ts';
import { DRAFT } from '../notes.ts';
import { type Test, until } from '../testing.ts';
import { chatTests, reportTests } from './chat.ts';
import { api, append, extension, suggestionAt, workspaceFolder } from './host.ts';
import { learnTests } from './learn.ts';
import { readTests } from './read.ts';
import { rewriteTests } from './rewrites.ts';
import { sidebarTests } from './sidebar.ts';
import { suggestionTests } from './suggestions.ts';
import { tagTests } from './tags.ts';
import { titleTests } from './titles.ts';
import { SHORT, trainingTests } from './training.ts';

/** A random model of a few thousand weights: right in every respect except what it writes. */
function tinyModel(): string {
  return path.join(extension().extensionPath, 'test/fixtures/tiny-llama-gqa-tied');
}

/** What only code inside the extension host can tell, in the order in which it runs. */
export const hostTests: Test[] = [
  {
    name: 'opening a Markdown file activates the extension',
    run: async () => {
      await vscode.window.showTextDocument(vscode.Uri.file(path.join(workspaceFolder(), DRAFT)));
      await until('the extension is active', 30, () => extension().isActive);
    },
  },
  {
    name: 'every command of package.json is registered',
    run: async () => {
      const registered = new Set(await vscode.commands.getCommands(true));
      const declared: { command: string }[] = extension().packageJSON.contributes.commands;
      assert(declared.length > 0);
      assert.deepEqual(
        declared.map(({ command }) => command).filter((command) => !registered.has(command)),
        [],
      );
    },
  },
  {
    name: 'the small model serves at once, with no step, no network and no setting',
    run: async () => {
      await until('the model is there', 60, () => api().state.snapshot.status?.model?.id === BUILT_IN_ID);
      await until('it is ready', 10, () => !api().state.snapshot.preparing);
      assert.equal(vscode.workspace.getConfiguration('ownhand').inspect('model')?.globalValue, undefined);
      await suggestionAtEnd();
      assert.notEqual(api().provider.outcome, 'no-model');
    },
  },
  {
    name: 'without a model nothing is suggested, and nothing fails',
    run: async () => {
      await api().workers.request(RemoveModel, { id: BUILT_IN_ID });
      await api().workers.refresh();
      assert.equal(api().state.snapshot.status?.model, null);
      assert.equal(await suggestionAtEnd(), undefined);
      assert.equal(api().provider.outcome, 'no-model');
    },
  },
  {
    name: 'Choose Language Model accepts the built-in one',
    run: async () => {
      const model = await vscode.commands.executeCommand<ModelInfo>('ownhand.addModel', 'box');
      assert.equal(model?.id, BUILT_IN_ID);
      assert.equal(api().state.snapshot.status?.model?.id, BUILT_IN_ID);
      assert.equal(vscode.workspace.getConfiguration('ownhand').inspect('model')?.globalValue, undefined);
      // The following tests are about other things, with a faster model.
      await api().workers.request(RemoveModel, { id: BUILT_IN_ID });
      await api().workers.refresh();
      assert.equal(api().state.snapshot.status?.model, null);
    },
  },
  {
    name: 'Choose Language Model accepts a folder of safetensors, and remembers it',
    run: async () => {
      const model = await vscode.commands.executeCommand<ModelInfo>('ownhand.addModel', tinyModel());
      assert.equal(model?.architecture, 'llama');
      assert.equal(api().state.snapshot.status?.model?.id, model.id);
      assert.equal(vscode.workspace.getConfiguration('ownhand').get('model'), model.id);
    },
  },
  {
    name: 'a file that is not a model is refused, and the model in use stays',
    run: async () => {
      const file = path.join(workspaceFolder(), 'none.gguf');
      writeFileSync(file, 'this is no model');
      const before = api().state.snapshot.status?.model?.id;
      assert.equal(await vscode.commands.executeCommand('ownhand.addModel', file), undefined);
      await api().workers.refresh();
      assert.equal(api().state.snapshot.status?.model?.id, before);
    },
  },
  {
    name: 'Learn from My Notes takes folders as an argument; a second run finds nothing new',
    run: async () => {
      const notes = path.join(workspaceFolder(), 'notes');
      const first = await vscode.commands.executeCommand<MineResult>('ownhand.mine', [notes]);
      assert.equal(first.added, 24);
      assert.equal(first.items, 24);
      const second = await vscode.commands.executeCommand<MineResult>('ownhand.mine', [notes]);
      assert.deepEqual([second.added, second.updated, second.removed], [0, 0, 0]);
      assert.equal(api().state.snapshot.profile?.habits.items, 24);
    },
  },
  {
    name: 'Learn My Style takes options, reports every step, and produces a style',
    run: async () => {
      const seen: TrainProgress[] = [];
      const listening = api().state.onDidChange(({ training }) => {
        if (training && training !== seen.at(-1)) seen.push(training);
      });
      const result = await vscode.commands.executeCommand<TrainResult>('ownhand.train', SHORT);
      listening.dispose();
      assert(result, 'training gave no result');
      assert.equal(result.steps, SHORT.maxSteps);
      assert(Number.isFinite(result.lossFirst) && Number.isFinite(result.lossLast));
      const steps = seen.filter(({ phase }) => phase === 'training').map(({ step }) => step);
      assert.equal(steps.at(-1), SHORT.maxSteps);
      assert.equal(api().state.snapshot.training, null);
      const adapter = api().state.snapshot.adapters.find(({ name }) => name === result.adapter);
      assert(adapter && adapter.items > 0 && adapter.items <= 24, `trained on ${adapter?.items} documents`);
      assert.equal(adapter?.enabled, result.enabled);
    },
  },
  ...learnTests,
  ...trainingTests,
  {
    name: 'suggestions come from the model, and a cancelled one ends at once',
    run: async () => {
      await suggestionAtEnd();
      // A random model may well have its text filtered out, but it must have been asked.
      assert.notEqual(api().provider.outcome, 'no-model');
      assert.notEqual(api().provider.outcome, 'error');
      const source = new vscode.CancellationTokenSource();
      const started = performance.now();
      const asked = suggestionAtEnd(' Plainly', source.token);
      source.cancel();
      assert.equal(await asked, undefined);
      assert(performance.now() - started < 2000, 'a cancelled suggestion took longer than two seconds');
      assert.equal(api().provider.outcome, 'cancelled');
    },
  },
  ...suggestionTests,
  ...titleTests,
  ...tagTests,
  ...rewriteTests,
  ...chatTests,
  ...reportTests,
  {
    name: "of the side bar's messages, only known kinds do anything",
    run: async () => {
      const { views } = api();
      const documents = () => vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled).length;
      const enabled = () => vscode.workspace.getConfiguration('ownhand').get('enabled');
      const before = documents();
      views.receive({ type: 'run', command: 'workbench.action.files.newUntitledFile' });
      views.receive({ type: 'run', command: 'ownhand.toggleCompletions' });
      await until('the known command has run', 10, () => enabled() === false);
      assert.equal(documents(), before);
      await vscode.commands.executeCommand('ownhand.toggleCompletions');
      // Shows that the first would have been seen, had it run.
      await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
      assert.equal(documents(), before + 1);
    },
  },
  ...sidebarTests,
  ...readTests,
  {
    name: 'the worker holds no network socket',
    run: async () => {
      // Only Linux tells which sockets a process holds; elsewhere there is nothing to check.
      if (process.platform !== 'linux') return;
      const folder = `/proc/${api().client.pid}`;
      const held = readdirSync(`${folder}/fd`).map((name) => readlinkOrNothing(`${folder}/fd/${name}`));
      assert(held.length > 3, 'the worker has no open files');
      const inodes = new Set(held.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
      const network = ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) =>
        readFileSync(`${folder}/net/${kind}`, 'utf8')
          .split('\n')
          .filter((line) => inodes.has(line.trim().split(/\s+/)[9] ?? '')),
      );
      assert.deepEqual(network, []);
    },
  },
  {
    name: 'the choice of what uninstalling removes is recorded when made, and can be undone',
    run: async () => {
      const { home } = api().state.snapshot.status ?? {};
      assert(home, 'the worker has not said where its home is');
      // The machine's own user may have a record already; only this home comes and goes.
      await vscode.commands.executeCommand('ownhand.removeOnUninstall', true);
      assert(isToRemove(home));
      await vscode.commands.executeCommand('ownhand.removeOnUninstall', false);
      assert(!isToRemove(home));
    },
  },
  {
    name: 'a worker that is asked nothing does nothing',
    run: async () => {
      // The kernel's own count, which only Linux gives to the nanosecond.
      if (process.platform !== 'linux') return;
      const pid = api().client.pid;
      assert(pid);
      const seconds = 10;
      let percent = Number.POSITIVE_INFINITY;
      // V8 collects earlier garbage once, some seconds later: the next ten seconds are quiet.
      for (let window = 0; window < 4 && percent >= 0.1; window++) {
        const before = processorMs(pid);
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
        percent = (processorMs(pid) - before) / (10 * seconds);
      }
      assert(percent < 0.1, `it took ${percent.toFixed(3)} % of a core`);
      console.log(`idle: ${percent.toFixed(4)} % of a core`);
    },
  },
  {
    name: 'after a crash the worker comes back and knows what it knew',
    run: async () => {
      const { client, workers, state } = api();
      const items = state.snapshot.status?.history.items;
      assert(items && items > 0);
      assert(client.pid, 'the worker has no process');
      process.kill(client.pid, 'SIGKILL');
      await until('the worker is seen to be gone', 10, () => state.snapshot.worker !== 'ready');
      await until('the worker is back', 30, () => state.snapshot.worker === 'ready');
      await workers.refresh();
      assert.equal(state.snapshot.status?.history.items, items);
      const names = state.snapshot.adapters.map(({ name }: AdapterInfo) => name);
      assert(names.includes(SHORT.name), `adapters: ${names.join(', ')}`);
    },
  },
];

/** The provider's answer at the end of the draft, after `typed` has been inserted there. */
async function suggestionAtEnd(typed = '', token?: vscode.CancellationToken): ReturnType<typeof suggestionAt> {
  const uri = vscode.Uri.file(path.join(workspaceFolder(), DRAFT));
  const document = await vscode.workspace.openTextDocument(uri);
  if (typed !== '') await append(document, typed);
  return suggestionAt(document, { token });
}

/** A file that was just open may be closed by now. */
function readlinkOrNothing(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
