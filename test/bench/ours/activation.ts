/**
 * `activation`: how long VS Code waits for the extension when a Markdown file is opened, as VS Code itself shows it
 * under *Show Running Extensions*: loading of the code and the call of `activate`.
 * node test/bench/ours/activation.ts MODEL [--threads 2] [--times 5]
 * The window is reloaded each time. Prints one JSON object, in milliseconds.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../../../src/core/train/heldout.ts';
import { writeNotes } from '../../vscode/notes.ts';
import { until } from '../../vscode/testing.ts';
import { type Editor, withEditor } from './editor.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: 'string', default: '2' }, times: { type: 'string', default: '5' } },
});

async function activation({ workbench }: Editor): Promise<number> {
  await workbench.openFile('draft.md');
  await workbench.waitForStatusBar(/Ownhand/, 60);
  // High enough for the whole list, which draws only visible rows; and back again, since such a large window keeps the
  // processor drawing while the next one starts.
  const size = workbench.page.viewportSize();
  await workbench.page.setViewportSize({ width: 1280, height: 4000 });
  await workbench.runCommand('Developer: Show Running Extensions');
  const row = workbench.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Ownhand' });
  const said = await until('the activation time is shown', 20, async () => {
    return /Activation: (\d+)\s*ms/i.exec(
      (await row
        .first()
        .innerText()
        .catch(() => '')) ?? '',
    )?.[1];
  });
  if (size) await workbench.page.setViewportSize(size);
  return Number(said);
}

const times = await withEditor(
  {
    models: path.dirname(positionals[0]),
    threads: Number(values.threads),
    prepare: async (folder) => void (await writeNotes(folder)),
  },
  async (editor) => {
    const found: number[] = [];
    while (found.length < Number(values.times)) {
      if (found.length > 0) await editor.reload();
      found.push(await activation(editor));
    }
    return found;
  },
);
console.log(JSON.stringify({ ms: median(times), times }));
