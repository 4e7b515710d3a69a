/**
 * Opens Ownhand in a real VS Code, in the browser: installs nothing outside this folder, listens only on this machine.
 * npm run demo:vscode [-- FOLDER] [--port N] [--home DIR] [--screenshot FILE]
 * FOLDER is the writing to open; by default that of the author of `npm run demo`, as a folder of Markdown files.
 * `--home` is Ownhand's home, by default `.ownhand/`, which `npm run demo` uses too. `--screenshot` opens the address
 * in a headless Chromium, saves a picture of it and quits.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { folderUrl, launchBrowser, Workbench } from '../../test/vscode/page.ts';
import { startServer } from '../../test/vscode/server.ts';
import { ROOT, setUpChromium, setUpServer } from '../../test/vscode/setup.ts';
import { readmeAuthors } from './author.ts';

/** The file to write in. */
const DRAFT = 'draft.md';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string' }, home: { type: 'string' }, screenshot: { type: 'string' } },
});

const program = await setUpServer();
console.log('Ownhand: building the extension');
const build = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: ROOT, encoding: 'utf8' });
if (build.status !== 0) {
  console.error(build.stderr);
  process.exit(1);
}

const home = path.resolve(flags.home ?? path.join(ROOT, '.ownhand'));
const folder = await writingFolder(positionals[0]);
const server = await startServer({
  server: program,
  folder: path.join(ROOT, '.vscode-test/demo'),
  extension: ROOT,
  settings: { 'ownhand.home': home, 'ownhand.chat.enabled': true, 'chat.disableAIFeatures': false },
  port: flags.port === undefined ? undefined : Number(flags.port),
});

if (flags.screenshot === undefined) {
  console.log(`
Open this in a browser (it is served to this machine alone):

    ${folderUrl(server.url, folder)}

Write in ${existsSync(path.join(folder, DRAFT)) ? DRAFT : 'a Markdown file'}, pause, and take the suggestion with Tab; Ctrl+→ takes a word of it, Esc hides it,
Esc twice means no more for five minutes. The Ownhand side bar (the pen, on the left) has one button, Learn from This
Folder: it reads the folder, gets a better model and learns the style while you write.

F1 lists what else there is: Ownhand: Suggest Titles, Suggest Tags, Rewrite in My Style, Snooze Suggestions, and so on;
Welcome: Open Walkthrough… › Write with Ownhand shows the steps.
The model can be picked in the chat view (the setting ownhand.chat.enabled, on in this demo).

Ctrl+C ends it.`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
} else {
  const browser = await launchBrowser(await setUpChromium());
  try {
    const workbench = await Workbench.open(browser, server.url, folder);
    await workbench.openSidebar('Ownhand');
    await (await workbench.viewFrame()).locator('vscode-button').first().waitFor();
    await workbench.page.waitForTimeout(3000);
    await workbench.page.screenshot({ path: flags.screenshot });
    console.log(`Saved ${flags.screenshot}`);
  } finally {
    await browser.close();
  }
}
await server.stop();

/** The user's own folder, or one made here; a folder made before is kept as it was left. */
async function writingFolder(asked: string | undefined): Promise<string> {
  if (asked !== undefined) {
    if (existsSync(asked)) return path.resolve(asked);
    console.error(`There is no folder ${asked}.`);
    process.exit(2);
  }
  const made = path.join(ROOT, '.vscode-test/demo/writing');
  if (existsSync(path.join(made, DRAFT))) return made;
  const [author] = await readmeAuthors(path.join(ROOT, 'node_modules'));
  if (author === undefined) throw new Error('node_modules holds no README of a person; run npm ci first.');
  console.log(`Demo: writing out ${author.items.length} documents by ${author.name}`);
  await mkdir(made, { recursive: true });
  for (const { id, title, tags, text } of author.items) {
    const name = `${id.replaceAll(/[^\w.-]+/g, '-')}.md`;
    await writeFile(path.join(made, name), `---\n${stringify({ title, tags })}---\n\n${text}\n`);
  }
  // Written last: its presence shows that the others are complete.
  await writeFile(path.join(made, DRAFT), '# mdast-util-outline\n\nThis package is a utility that');
  return made;
}
