/** The road of a new user through the extension, on the page, each step with a picture. */
import assert from 'node:assert/strict';
import { DRAFT, DRAFT_BEGINNING, UNTITLED_DRAFT } from './notes.ts';
import { notesRoad } from './notesRoad.ts';
import type { Workbench } from './page.ts';
import { type Test, until } from './testing.ts';

/** What the user has bound to training, and for how long it goes. */
export const TRAIN_KEY = 'ctrl+alt+t';
export const TRAIN_STEPS = 4;

/** What the user types at the end of the draft. */
const CONTINUED = ' the winter, and';

export interface UserRoad {
  workbench: Workbench;
  /** The base model to set up. */
  gguf: string;
  /** Documents that mining the folder finds. */
  documents: number;
}

export function userRoad({ workbench, gguf, documents }: UserRoad): Test[] {
  /** Progress with its own button may still be going away. */
  const onlyButton = (name: string) =>
    until(`"${name}" is the only button`, 10, async () => String(await workbench.notificationButtons()) === name);
  return [
    {
      name: 'a Markdown file wakes the extension, whose side bar names the first steps',
      run: async () => {
        await workbench.openFile(DRAFT);
        await workbench.waitForStatusBar(/Ownhand/, 30);
        await workbench.openSidebar('Ownhand');
        await workbench.sidebarSays(/Set up a base model[\s\S]*Mine your writing[\s\S]*Train your adapter/, 60);
        await workbench.screenshot('1-first-steps');
      },
    },
    {
      name: 'without a base model a command says what is missing, with the way to it',
      run: async () => {
        await workbench.openFile(UNTITLED_DRAFT);
        await workbench.runCommand('Ownhand: Suggest Titles');
        await workbench.waitForNotification(/There is no base model yet/, 30);
        await onlyButton('Set Up Base Model');
        await workbench.screenshot('1-no-model');
        await workbench.clearNotifications();
      },
    },
    {
      name: 'Set Up Base Model imports a GGUF file, with progress',
      run: async () => {
        await workbench.runCommand('Ownhand: Set Up Base Model');
        await workbench.chooseQuickPick('A .gguf file…');
        await workbench.chooseFile(gguf);
        await workbench.waitForNotification(/Setting up the base model: ./, 30);
        await workbench.screenshot('2-model-progress');
        await workbench.waitForNotification(/The base model is ready/, 180);
        await workbench.sidebarSays(/Base model\s+SmolLM2-135M-Instruct\S*\s+135 million weights/, 10);
        await workbench.sidebarSays(/Storage[\s\S]*Models\s+\d+ MB/, 10);
        assert.deepEqual(await workbench.cutNotifications(), []);
        await workbench.screenshot('2-model');
        await workbench.clearNotifications();
      },
    },
    {
      name: 'without a history Suggest Tags says so, with the way to one',
      run: async () => {
        await workbench.openFile(UNTITLED_DRAFT);
        await workbench.runCommand('Ownhand: Suggest Tags');
        await workbench.waitForNotification(/Ownhand knows no tags of yours yet/, 30);
        await onlyButton('Mine My Writing');
        await workbench.clearNotifications();
      },
    },
    {
      name: 'Mine My Writing reads the workspace',
      run: async () => {
        await workbench.runCommand('Ownhand: Mine My Writing');
        await workbench.waitForQuickPick(10);
        await workbench.screenshot('3-mine-choice');
        await workbench.chooseQuickPick('This workspace');
        await workbench.waitForNotification(new RegExp(`Your history holds ${documents} documents`), 60);
        await workbench.sidebarSays(new RegExp(`${documents} documents[\\s\\S]*garden[\\s\\S]*Writing over time`), 10);
        await (await workbench.viewFrame('notes')).getByRole('img', { name: /^Words from 20\d\d-\d\d to / }).waitFor();
        await workbench.screenshot('3-mined');
        await workbench.clearNotifications();
      },
    },
    {
      name: 'the profile can be put into words of one’s own, which mining again leaves as they are',
      run: async () => {
        const frame = await workbench.viewFrame();
        await frame.getByRole('button', { name: 'Edit' }).click();
        await frame.locator('textarea:focus').fill('I write of sheds, plainly.');
        await workbench.screenshot('3-profile-edited');
        await frame.getByRole('button', { name: 'Save' }).click();
        await workbench.sidebarSays(/I write of sheds, plainly\.\s+In your own words\./, 10);
        await frame.getByRole('button', { name: 'Mine Again' }).click();
        await workbench.chooseQuickPick('This workspace');
        await workbench.waitForNotification(/no change/, 60);
        await workbench.sidebarSays(/I write of sheds, plainly\.\s+In your own words\./, 10);
        await frame.getByRole('button', { name: 'Use the Measured One' }).click();
        await workbench.sidebarSays(/The author writes about/, 10);
        await workbench.clearNotifications();
      },
    },
    {
      name: 'Train My Adapter shows its progress',
      run: async () => {
        await workbench.focusEditor();
        await workbench.press('Control+Alt+T');
        await workbench.waitForNotification(/Training your adapter/, 30);
        await workbench.sidebarSays(new RegExp(`step [2-${TRAIN_STEPS}] of ${TRAIN_STEPS} · loss \\d`), 480);
        // What goes on comes first.
        await workbench.sidebarSays(
          /^\s*Ownhand\s+Training\s[\s\S]*Pause[\s\S]*Loss while training[\s\S]*First steps/,
          10,
        );
        await workbench.screenshot('4-training');
      },
    },
    {
      name: 'a window that is closed in the middle loses nothing: the run is offered to be resumed, and ends as it would have',
      run: async () => {
        await workbench.reload();
        await workbench.openSidebar('Ownhand');
        await workbench.waitForNotification(/Training was interrupted at step \d of/, 120);
        await workbench.screenshot('4-interrupted');
        await workbench.page.locator('.notifications-toasts').getByRole('button', { name: 'Resume' }).click();
        await workbench.waitForNotification(/Your adapter is on|Your adapter stays off/, 480);
        await workbench.sidebarSays(
          /My adapter[\s\S]*kept aside[\s\S]*Without it\s+With it\s+Text\s+\d\.\d{3}[\s\S]*Loss while training/,
          10,
        );
        await (await workbench.viewFrame('notes'))
          .getByRole('img', { name: /on writing kept aside from \d/ })
          .waitFor();
        assert.deepEqual(await workbench.cutNotifications(), []);
        await workbench.screenshot('4-trained');
        await (await workbench.viewFrame()).locator('svg[aria-label^="Training loss from"]').scrollIntoViewIfNeeded();
        await workbench.screenshot('4-trained-curve');
        await workbench.clearNotifications();
      },
    },
    {
      name: 'ghost text follows what is typed, and Tab takes it',
      run: async () => {
        await workbench.openFile(DRAFT);
        await workbench.type(CONTINUED);
        const ghost = await workbench.waitForGhostText(60);
        await workbench.screenshot('5-ghost-text');
        // Typing never brings up a message.
        assert.deepEqual(await workbench.notifications(), []);
        await workbench.press('Tab');
        await until('the ghost text is taken', 10, async () => !(await workbench.ghostText()).startsWith(ghost));
        const text = await workbench.savedText(DRAFT);
        await workbench.screenshot('5-accepted');
        assert(text === `${DRAFT_BEGINNING}${CONTINUED}${ghost}`, `"${ghost}" is not at the end of:\n${text}`);
      },
    },
    {
      name: 'Ctrl+→ takes a word of the ghost text, typing takes a letter, and the rest stays as it was',
      run: async () => {
        await workbench.press('Control+A');
        await workbench.type(`${DRAFT_BEGINNING}${CONTINUED}`, 10);
        const ghost = await workbench.waitForGhostText(60);
        const restOf = (whole: string) =>
          until('some of the ghost text is taken', 10, async () => {
            const rest = await workbench.ghostText();
            return rest !== whole && rest;
          });
        // The space before a word is a step of its own.
        await workbench.press('Control+ArrowRight');
        const word = await restOf(ghost);
        await workbench.press('Control+ArrowRight');
        const rest = await restOf(word);
        assert(ghost.endsWith(rest) && ghost.length - rest.length > 1, `"${rest}" is not left of "${ghost}"`);
        await workbench.type(rest.slice(0, 1));
        assert.equal(await restOf(rest), rest.slice(1));
        await workbench.screenshot('5-word-accepted');
        await workbench.sidebarSays(/[12] of \d+ accepted/, 10);
      },
    },
    {
      name: 'Esc hides ghost text, and a second Esc means no more for five minutes',
      run: async () => {
        await workbench.press('Control+A');
        await workbench.type(`${DRAFT_BEGINNING}${CONTINUED}`, 10);
        await workbench.waitForGhostText(60);
        await workbench.press('Escape');
        await until('the ghost text is hidden', 10, async () => (await workbench.ghostText()) === '');
        assert(
          (await workbench.statusBar()).some((text) => /Ownhand/.test(text)),
          'one Esc was taken for two',
        );
        await workbench.press('Escape');
        await workbench.waitForStatusBar(/^\s*(\w{3} )?\d\d:\d\d\s*$/, 10);
        await workbench.runCommand('Ownhand: Snooze Suggestions');
        await workbench.chooseQuickPick('End Snooze');
        await workbench.waitForStatusBar(/Ownhand/, 10);
      },
    },
    {
      name: 'Snooze Suggestions offers times, and the status bar says until when',
      run: async () => {
        await workbench.runCommand('Ownhand: Snooze Suggestions');
        await workbench.waitForQuickPick(10);
        await workbench.screenshot('5-snooze');
        await workbench.chooseQuickPick('15 Minutes');
        await workbench.waitForStatusBar(/^\s*(\w{3} )?\d\d:\d\d\s*$/, 10);
        await workbench.sidebarSays(/Snoozed until (\w{3} )?\d\d:\d\d/, 10);
        await workbench.focusEditor();
        await workbench.press('Control+End');
        await workbench.type(' so');
        await workbench.page.waitForTimeout(3000);
        assert.equal(await workbench.ghostText(), '');
        await workbench.screenshot('5-snoozed');
        await workbench.runCommand('Ownhand: Snooze Suggestions');
        await workbench.chooseQuickPick('End Snooze');
        await workbench.waitForStatusBar(/Ownhand/, 10);
      },
    },
    ...notesRoad(workbench),
    {
      name: 'Toggle Suggestions switches ghost text off and on again',
      run: async () => {
        await workbench.runCommand('Ownhand: Toggle Suggestions');
        await workbench.sidebarSays(/Suggestions\s+Off/, 10);
        await workbench.openFile(DRAFT);
        // The very place that had a suggestion two steps ago.
        await workbench.press('Control+A');
        await workbench.type(`${DRAFT_BEGINNING}${CONTINUED}`, 10);
        await workbench.page.waitForTimeout(4000);
        assert.equal(await workbench.ghostText(), '');
        await workbench.screenshot('8-off');
        await workbench.runCommand('Ownhand: Toggle Suggestions');
        await workbench.sidebarSays(/Suggestions\s+On/, 10);
        await workbench.focusEditor();
        await workbench.press('Control+End', 'Backspace');
        await workbench.type(CONTINUED.slice(-1));
        await workbench.waitForGhostText(60);
      },
    },
  ];
}
