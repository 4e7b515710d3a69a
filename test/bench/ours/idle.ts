/**
 * `idle.cpu`: what Ownhand costs while nobody writes, in the real editor.
 *
 *     node test/bench/ours/idle.ts MODEL [--threads 2] [--seconds 60]
 *
 * A document is open, the model has written a suggestion, and then nothing happens. Processor time of the serving
 * worker, and of the extension host with Ownhand less that of one without it, as the kernel counts it (Linux alone).
 * Prints one JSON object, in percent of one core.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeNotes } from '../../vscode/notes.ts';
import { until } from '../../vscode/testing.ts';
import { type Editor, withEditor } from './editor.ts';
import { childrenOf, processorMs } from './processes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: 'string', default: '2' }, seconds: { type: 'string', default: '60' } },
});
const seconds = Number(values.seconds);
/** Until the editor itself has come to rest. */
const SETTLE_MS = 30_000;

/** Milliseconds of processor time over the measured time: extension host, and worker where there is one. */
async function idle({ workbench, server }: Editor, ownhand: boolean): Promise<{ host: number; worker: number }> {
  await workbench.openFile('draft.md');
  if (ownhand) {
    await workbench.waitForStatusBar(/Ownhand/, 60);
    await workbench.type(' the winter, and');
    // By command, which is answered however unsure the model is.
    await workbench.runCommand('Trigger Inline Suggestion');
    await workbench.waitForGhostText(60);
    await workbench.press('Escape');
  }
  const [host] = childrenOf(server.pid, /--type=extensionHost/);
  if (host === undefined) throw new Error('the extension host was not found');
  const worker = childrenOf(host, /worker\.js serve/)[0];
  if (ownhand && worker === undefined) throw new Error('the worker was not found');
  await workbench.page.waitForTimeout(SETTLE_MS);
  const times = () => ({ host: processorMs(host), worker: worker === undefined ? 0 : processorMs(worker) });
  const before = times();
  await workbench.page.waitForTimeout(seconds * 1000);
  const after = times();
  await until('the worker is still there', 1, () => worker === undefined || fs.existsSync(`/proc/${worker}`));
  return { host: after.host - before.host, worker: after.worker - before.worker };
}

const options = {
  models: path.dirname(positionals[0]),
  threads: Number(values.threads),
  prepare: async (folder: string) => void (await writeNotes(folder)),
};
const there = await withEditor(options, (editor) => idle(editor, true));
const gone = await withEditor({ ...options, without: true }, (editor) => idle(editor, false));
const percent = (ms: number) => ms / (10 * seconds);
console.log(
  JSON.stringify({
    cpu: percent(there.worker + Math.max(0, there.host - gone.host)),
    worker: percent(there.worker),
    hostWith: percent(there.host),
    hostWithout: percent(gone.host),
    seconds,
  }),
);
