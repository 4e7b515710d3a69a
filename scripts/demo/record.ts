/**
 * Records a session in the real VS Code of the tests as the moving picture of the README and of the extension's page:
 * somebody presses Learn from This Folder, writes, and takes what is suggested. All of it is real; only the times between
 * the frames are those of a calm writer instead of those of this machine.
 *
 *     node scripts/demo/record.ts [--out media/ghost-text.gif]
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import gifenc from 'gifenc';
import { PNG } from 'pngjs';
import { DRAFT, writeNotes } from '../../test/vscode/notes.ts';
import { launchBrowser, Workbench } from '../../test/vscode/page.ts';
import { startServer } from '../../test/vscode/server.ts';
import { ROOT, setUpChromium, setUpServer } from '../../test/vscode/setup.ts';

const { GIFEncoder, quantize, applyPalette } = gifenc;
const SIZE = { width: 860, height: 480 };
const COLOURS = 64;
/** Bytes of the picture at most: it is in the package. */
const MOST_BYTES = 2_000_000;
const KEY_MS = 70;

/** What is written; after each part the writer pauses, and takes what is suggested. */
const PARTS = [
  'Plainly put, a cellar is a slow',
  '. Apples on the left, potatoes on the',
  '. I check them on Sundays with a',
];

const { values: flags } = parseArgs({ options: { out: { type: 'string', default: 'media/ghost-text.gif' } } });
const build = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: ROOT, encoding: 'utf8' });
if (build.status !== 0) throw new Error(build.stderr);
const work = await mkdtemp(path.join(tmpdir(), 'ownhand-record-'));
const folder = path.join(work, 'my-notes');
await writeNotes(folder);
await writeFile(path.join(folder, DRAFT), '# Apples for the winter\n\n');
const server = await startServer({
  server: await setUpServer(),
  folder: work,
  extension: ROOT,
  settings: {
    'ownhand.home': path.join(work, 'home'),
    'workbench.colorTheme': 'Light 2026',
    'workbench.activityBar.location': 'hidden',
    'breadcrumbs.enabled': false,
    'editor.cursorBlinking': 'solid',
    'editor.lineNumbers': 'off',
    'editor.minimap.enabled': false,
    'editor.wordWrap': 'on',
    'editor.fontSize': 17,
  },
  // The picture is of one's own notes alone: the small model, without a download in the middle.
  env: { HF_ENDPOINT: 'http://127.0.0.1:9', PIP_INDEX_URL: 'http://127.0.0.1:9' },
});
const browser = await launchBrowser(await setUpChromium());
let taken = 0;
const frames: { rgba: Uint8Array; delay: number }[] = [];
try {
  const workbench = await Workbench.open(browser, server.url, folder);
  await workbench.page.setViewportSize(SIZE);
  await workbench.openFile(DRAFT);
  await workbench.runCommand('Ownhand: Focus on Suggestions View');
  await workbench.sidebarSays(/Learn from This Folder/, 90);
  const frame = async (delay: number) => {
    const png = PNG.sync.read(await workbench.page.screenshot({ animations: 'disabled' }));
    frames.push({ rgba: new Uint8Array(png.data), delay });
  };
  await frame(1500);
  await (await workbench.viewFrame()).getByRole('button', { name: 'Learn from This Folder' }).click();
  await workbench.sidebarSays(/notes ·/, 90);
  await frame(1500);
  await workbench.focusEditor();
  await workbench.press('Control+End');
  for (const part of PARTS) {
    for (const letter of part) {
      await workbench.type(letter, 0);
      await frame(KEY_MS);
    }
    const ghost = await workbench.waitForGhostText(20).catch(() => '');
    if (ghost === '') continue;
    taken++;
    await frame(1400);
    await workbench.press('Tab');
    await workbench.page.waitForTimeout(150);
    await frame(500);
  }
  await frame(2500);
} finally {
  await browser.close();
  await server.stop();
  await rm(work, { recursive: true, force: true });
}

// A picture of nothing being suggested is none.
if (taken < 2) throw new Error(`Only ${taken} suggestions came up; record it again.`);
const gif = GIFEncoder();
let before: Uint8Array | undefined;
const palette = quantize(frames.at(-1)!.rgba, COLOURS);
for (const { rgba, delay } of frames) {
  const indexed = applyPalette(rgba, palette);
  // What has not changed is left out, which is most of each frame.
  const drawn = before ? indexed.map((colour, at) => (before![at] === colour ? COLOURS : colour)) : indexed;
  const withNone = [...palette, ...Array.from({ length: COLOURS + 1 - palette.length }, () => [0, 0, 0])];
  gif.writeFrame(drawn, SIZE.width, SIZE.height, {
    palette: withNone,
    delay,
    transparent: before !== undefined,
    transparentIndex: COLOURS,
    dispose: 1,
  });
  before = indexed;
}
gif.finish();
const bytes = gif.bytes();
if (bytes.length > MOST_BYTES) throw new Error(`It measures ${bytes.length} bytes; ${MOST_BYTES} is the limit.`);
await writeFile(path.join(ROOT, flags.out), bytes);
console.log(`${flags.out}: ${frames.length} frames, ${Math.round(bytes.length / 1000)} kB`);
