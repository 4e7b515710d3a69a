/** What the side bar's page may ask for, and what it shows. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Test, until } from '../testing.ts';
import { api, suggestionAt } from './host.ts';

export const sidebarTests: Test[] = [
  {
    name: 'the side bar shows what there is: folders, months, adapters and their sizes',
    run: async () => {
      await api().workers.refresh();
      const { sources, months, disk, adapters } = api().views.viewState;
      const { items, words } = api().state.snapshot.status?.history ?? { items: 0, words: 0 };
      assert.equal(
        sources.reduce((sum, source) => sum + source.items, 0),
        items,
      );
      assert.equal(
        months.reduce((sum, month) => sum + month.words, 0),
        words,
      );
      assert(disk && disk.history > 10_000 && disk.models.length === 1 && disk.models[0].bytes > 10_000);
      assert(adapters.length > 1 && adapters.every(({ bytes }) => bytes > 1000));
    },
  },
  {
    name: 'the side bar switches the adapter and the strength, and ignores what does not exist',
    run: async () => {
      const { views, state } = api();
      const [first] = state.snapshot.adapters;
      views.receive({ type: 'target', command: 'ownhand.useAdapter', target: null });
      await until('no adapter serves', 30, () => state.snapshot.status?.adapter === null);
      views.receive({ type: 'target', command: 'ownhand.useAdapter', target: '../adapters' });
      views.receive({ type: 'target', command: 'ownhand.useAdapter', target: first.name });
      await until('the adapter serves', 30, () => state.snapshot.status?.adapter === first.name);
      views.receive({ type: 'strength', strength: 2 });
      assert.equal(state.snapshot.strength, 0);
      views.receive({ type: 'strength', strength: 0.8 });
      assert.equal(state.snapshot.strength, 0.8);
      const content = 'Plainly put, the harbour was quiet and';
      const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
      await suggestionAt(document);
      // A random model may have its text filtered out, but the strength must not be an error.
      assert.notEqual(api().provider.outcome, 'error');
      views.receive({ type: 'strength', strength: 0 });
    },
  },
  {
    name: 'what the user writes about their habits survives reading again',
    run: async () => {
      const { views, state, workers } = api();
      const prose = 'I write of sheds and say it plainly.';
      views.receive({ type: 'profile', prose });
      await until('the profile is edited', 20, () => state.snapshot.profile?.edited === true);
      const folder = state.snapshot.overview?.sources[0]?.path;
      await vscode.commands.executeCommand('ownhand.mine', [folder]);
      await workers.refresh();
      assert.equal(state.snapshot.profile?.prose, prose);
      views.receive({ type: 'profile', prose: null });
      await until('the measured one is back', 20, () => state.snapshot.profile?.edited === false);
    },
  },
];
