/**
 * Runs the suite of `suite/index.ts` in the desktop's VS Code, which `@vscode/test-electron` downloads:
 *
 *     npm run build && node test/vscode/electron.ts
 *
 * For machines that can reach VS Code's download site and have a display (or xvfb-run). `npm run test:vscode`
 * needs neither, and is what CI runs; this one is there to try an Electron build by hand.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleSuite } from './hostSuite.ts';
import { writeNotes } from './notes.ts';
import { ROOT, TEST_FOLDER } from './setup.ts';

const work = await mkdtemp(path.join(tmpdir(), 'ownhand-electron-'));
try {
  const folder = path.join(work, 'workspace');
  await writeNotes(folder);
  process.exitCode = await runTests({
    version: 'stable',
    cachePath: TEST_FOLDER,
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: await bundleSuite(),
    launchArgs: [
      folder,
      '--disable-extensions',
      '--disable-workspace-trust',
      '--user-data-dir',
      path.join(work, 'user'),
    ],
    extensionTestsEnv: { OWNHAND_HOME: path.join(work, 'home') },
  });
} finally {
  await rm(work, { recursive: true, force: true });
}
