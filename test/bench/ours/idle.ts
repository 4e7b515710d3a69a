/**
 * `idle.cpu`: what Ownhand costs while nobody writes, in the real editor.
 * node test/bench/ours/idle.ts MODEL [--threads 2] [--seconds 60]
 * A document is open, the model has written a suggestion, and then nothing happens. Measures the serving worker's
 * processor time, as the kernel counts it (Linux only), and how long the extension's code is on the stack in the
 * extension host, as V8's profiler sees it: the host's own work varies more than the extension costs. Prints one JSON
 * object, in percent of one core; `writing` is the extension's share while somebody types, by the same measure.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeNotes } from '../../vscode/notes.ts';
import { withEditor } from './editor.ts';
import { Inspector } from './inspector.ts';
import { childrenOf, processorMs } from './processes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: 'string', default: '2' }, seconds: { type: 'string', default: '60' } },
});
const seconds = Number(values.seconds);
/** Time to settle: V8 collects garbage once, about ten seconds after its last work. */
const SETTLE_MS = 20_000;
/** Where the extension's code is. */
const CODE = 'dist/extension/';
const WORDS = ' long, and we had little left to burn by the end of it, but';

const found = await withEditor(
  {
    models: path.dirname(positionals[0]),
    threads: Number(values.threads),
    prepare: async (folder) => void (await writeNotes(folder)),
  },
  async ({ workbench, server }) => {
    const wait = (ms: number) => workbench.page.waitForTimeout(ms);
    await workbench.openFile('draft.md');
    await workbench.waitForStatusBar(/Ownhand/, 60);
    await workbench.type(' the winter, and');
    // By command, which is answered however unsure the model is.
    await workbench.runCommand('Trigger Inline Suggestion');
    await workbench.waitForGhostText(60);
    await workbench.press('Escape');
    const [host] = childrenOf(server.pid, /--type=extensionHost/);
    if (host === undefined) throw new Error('the extension host was not found');
    const [worker] = childrenOf(host, /worker\.js serve/);
    if (worker === undefined) throw new Error('the worker was not found');
    const inspector = await Inspector.open(host);
    const started = performance.now();
    const typing = await inspector.timeIn(CODE, () => workbench.type(WORDS));
    const writing = typing / (performance.now() - started);
    await wait(SETTLE_MS);
    const before = [host, worker].map(processorMs);
    const own = await inspector.timeIn(CODE, () => wait(1000 * seconds));
    const [whole, served] = [host, worker].map((pid, at) => processorMs(pid) - before[at]);
    inspector.close();
    return { own, served, whole, writing };
  },
);
const percent = (ms: number) => ms / (10 * seconds);
console.log(
  JSON.stringify({
    cpu: percent(found.served + found.own),
    worker: percent(found.served),
    extension: percent(found.own),
    host: percent(found.whole),
    writing: 100 * found.writing,
    seconds,
  }),
);
