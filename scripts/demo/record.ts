/**
 * Records a session in the real VS Code of the tests as the moving picture of the README and of the extension's page: a
 * writer whose notes have been read writes the next one, accepts suggestions that say what they mean, and asks for
 * tags. All of it is real; only the times between the frames are those of a calm writer instead of this machine's.
 * node scripts/demo/record.ts [--home DIR] [--out media/ghost-text.gif]
 * `--home` is an Ownhand home with the default model, by default `.ownhand/` (`npm run demo` gets the model).
 */
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import gifenc from 'gifenc';
import { PNG } from 'pngjs';
import { launchBrowser, Workbench } from '../../test/vscode/page.ts';
import { startServer } from '../../test/vscode/server.ts';
import { ROOT, setUpChromium, setUpServer } from '../../test/vscode/setup.ts';
import { PICTURE_DRAFT, writePictureNotes } from './notes.ts';

const { GIFEncoder, quantize, applyPalette } = gifenc;
const SIZE = { width: 860, height: 480 };
const COLOURS = 64;
/** The most bytes of the picture, which is in the package. */
const MOST_BYTES = 2_000_000;
const KEY_MS = 70;
/** Seconds to wait for a suggestion: the first after the model was opened, and one that follows an accepted one. */
const PAUSE_S = 60;
const CHAINED_S = 5;

/** What the writer means to say; at each bar they pause, and accept a suggestion if it is exactly that. */
const MEANT = (
  'Thank you to everyone who| came to the work day at Willow Lane. The beans are in. ' +
  'Please check the lock| on the tool shed before you leave. Our next work| day is on the first Saturday of the month.'
).split('|');

const { values: flags } = parseArgs({
  options: { home: { type: 'string', default: '.ownhand' }, out: { type: 'string', default: 'media/ghost-text.gif' } },
});
const build = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: ROOT, encoding: 'utf8' });
if (build.status !== 0) throw new Error(build.stderr);
const work = await mkdtemp(path.join(tmpdir(), 'ownhand-record-'));
const folder = path.join(work, 'my-notes');
await writePictureNotes(folder);
await cp(path.resolve(ROOT, flags.home, 'models'), path.join(work, 'home/models'), { recursive: true });
const server = await startServer({
  server: await setUpServer(),
  folder: work,
  extension: ROOT,
  settings: {
    'ownhand.home': path.join(work, 'home'),
    'ownhand.completions.speed': 'eager',
    'workbench.colorTheme': 'Light 2026',
    'workbench.activityBar.location': 'hidden',
    'breadcrumbs.enabled': false,
    'editor.cursorBlinking': 'solid',
    'editor.lineNumbers': 'off',
    'editor.minimap.enabled': false,
    'editor.wordWrap': 'on',
    'editor.fontSize': 17,
  },
  // Without a download in between.
  env: { HF_ENDPOINT: 'http://127.0.0.1:9', PIP_INDEX_URL: 'http://127.0.0.1:9' },
});
const browser = await launchBrowser(await setUpChromium());
let taken = 0;
const frames: { rgba: Uint8Array; delay: number }[] = [];
try {
  const workbench = await Workbench.open(browser, server.url, folder);
  await workbench.page.setViewportSize(SIZE);
  await workbench.openFile(PICTURE_DRAFT);
  await workbench.runCommand('Ownhand: Focus on Suggestions View');
  // Read beforehand: learning the style, which the one button starts, is not part of the picture.
  await workbench.runCommand('Ownhand: Learn from My Notes');
  await workbench.chooseQuickPick('This folder');
  await workbench.sidebarSays(/For this note/, 120);
  await workbench.clearNotifications();
  await workbench.focusEditor();
  await workbench.press('Control+End');
  const frame = async (delay: number) => {
    const png = PNG.sync.read(await workbench.page.screenshot({ animations: 'disabled' }));
    frames.push({ rgba: new Uint8Array(png.data), delay });
  };
  await frame(1500);
  const text = MEANT.join('');
  const pauses = MEANT.map((_, index) => MEANT.slice(0, index + 1).join('').length);
  for (let at = 0, took = false; at < text.length; ) {
    // After an accepted suggestion the next words come by themselves.
    const seconds = pauses.includes(at) ? PAUSE_S : took ? CHAINED_S : 0;
    took = false;
    const ghost = seconds > 0 ? await grown(workbench, seconds) : '';
    if (seconds > 0) console.log(`${text.slice(0, at)}[${ghost}]`);
    if (ghost !== '' && text.startsWith(ghost, at)) {
      await frame(1400);
      await workbench.press('Tab');
      await workbench.page.waitForTimeout(150);
      await frame(500);
      took = true;
      taken++;
      at += ghost.length;
    } else {
      await workbench.type(text[at++], 0);
      await frame(KEY_MS);
    }
  }
  await frame(1000);
  await (await workbench.viewFrame()).getByRole('button', { name: 'Tags', exact: true }).click();
  await workbench.waitForQuickPick(120);
  await workbench.page.waitForTimeout(500);
  await frame(2500);
  await workbench.press('Enter');
  await workbench.page.waitForTimeout(1500);
  await frame(2500);
} finally {
  await browser.close();
  await server.stop();
  await rm(work, { recursive: true, force: true });
}

// A picture of nothing being suggested is useless.
if (taken < 2) throw new Error(`Only ${taken} suggestions came up; record it again.`);
const gif = GIFEncoder();
let before: Uint8Array | undefined;
// Of all frames together: grey words, lists and selections are not in each.
const palette = quantize(joined([frames[0], ...frames.filter(({ delay }) => delay > KEY_MS)]), COLOURS);
for (const { rgba, delay } of frames) {
  const indexed = applyPalette(rgba, palette);
  // Unchanged pixels are left out, which is most of each frame.
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
await writeFile(path.resolve(ROOT, flags.out), bytes);
console.log(`${flags.out}: ${frames.length} frames, ${Math.round(bytes.length / 1000)} kB`);

/** The ghost text once it has stopped growing; empty if none comes. */
async function grown(workbench: Workbench, seconds: number): Promise<string> {
  let seen = await workbench.waitForGhostText(seconds).catch(() => '');
  for (let more = ''; more !== seen; ) {
    more = seen;
    await workbench.page.waitForTimeout(2000);
    seen = await workbench.ghostText();
  }
  return seen;
}

/** The pixels of some frames in a row, [frames · pixels · 4]. */
function joined(some: typeof frames): Uint8Array {
  return new Uint8Array(Buffer.concat(some.map(({ rgba }) => rgba)));
}
