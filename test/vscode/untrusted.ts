/** What a user can do in an untrusted workspace: everything except take it for writing of their own. */
import assert from 'node:assert/strict';
import { DRAFT } from './notes.ts';
import type { Workbench } from './page.ts';
import { type Test, until } from './testing.ts';
import { wordsLeft } from './wordsLeft.ts';

/** Keys that the user has bound to mining a folder elsewhere, and one of this workspace. */
export const ELSEWHERE_KEY = 'ctrl+alt+e';
export const INSIDE_KEY = 'ctrl+alt+i';

/** Of one note that no editor has shown: words of its text, and of no other. */
const FORGOTTEN = { title: 'Slugs, an armistice', words: ['lettuces', 'armistice'] };

/** @param folders all that is written by editor and extension, the user's notes apart */
export function untrustedJourney(workbench: Workbench, documents: number, folders: readonly string[]): Test[] {
  return [
    {
      name: 'an untrusted workspace can read a folder elsewhere',
      run: async () => {
        await workbench.waitForStatusBar(/Restricted Mode/, 10);
        await workbench.openFile(DRAFT);
        await workbench.waitForStatusBar(/Ownhand/, 30);
        await workbench.openSidebar('Ownhand');
        await workbench.focusEditor();
        await workbench.press('Control+Alt+E');
        await workbench.waitForNotification(new RegExp(`Ownhand knows ${documents} notes of yours`), 60);
        await workbench.clearNotifications();
      },
    },
    {
      name: 'an untrusted workspace is not read itself, and the way to trust it is shown',
      run: async () => {
        await workbench.focusEditor();
        await workbench.press('Control+Alt+I');
        await workbench.waitForNotification(/“notes” shares files with this workspace, which is not trusted/, 10);
        await workbench.screenshot('9-untrusted');
        await workbench.clearNotifications();
        await workbench.runCommand('Ownhand: Learn from My Notes');
        await workbench.waitForQuickPick(10);
        await workbench.chooseQuickPick('This folder');
        await workbench.page.locator('.workspace-trust-editor').waitFor({ timeout: 10_000 });
        const said = await until('the side bar counts notes', 10, async () => {
          return /(\d+) notes ·/.exec(await workbench.sidebarText())?.[1];
        });
        assert.equal(Number(said), documents);
      },
    },
    {
      name: 'a note that is forgotten leaves no word in the home, the editor’s state, its logs and caches, or temporary files',
      run: async () => {
        const left = () => wordsLeft(workbench.page, folders, FORGOTTEN.words);
        assert(
          (await left()).some((place) => place.includes('history.sqlite')),
          'nothing is there to be forgotten',
        );
        await workbench.runCommand('Ownhand: Forget Notes');
        await workbench.waitForQuickPick(10);
        await workbench.type('Slugs');
        await workbench.chooseQuickPick(FORGOTTEN.title);
        await workbench.dialog(/Forget what Ownhand read from/, '9-forget', 'Forget');
        await workbench.waitForNotification(/Forgotten: 1 note\./, 30);
        await workbench.clearNotifications();
        await workbench.sidebarSays(new RegExp(`${documents - 1} notes`), 10);
        // VS Code saves its state after a moment.
        await workbench.page.waitForTimeout(3_000);
        assert.deepEqual(await left(), []);
      },
    },
  ];
}
