/** What a user can do in an untrusted workspace: everything except take it for writing of their own. */
import assert from 'node:assert/strict';
import { DRAFT } from './notes.ts';
import type { Workbench } from './page.ts';
import { type Test, until } from './testing.ts';

/** Keys that the user has bound to mining a folder elsewhere, and one of this workspace. */
export const ELSEWHERE_KEY = 'ctrl+alt+e';
export const INSIDE_KEY = 'ctrl+alt+i';

export function untrustedJourney(workbench: Workbench, documents: number): Test[] {
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
  ];
}
