/** The road of a new user through the extension, on the page, each step with a picture. */
import assert from 'node:assert/strict';
import { DRAFT, DRAFT_BEGINNING, UNTITLED_DRAFT } from './notes.ts';
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
      name: 'Mine My Writing reads the workspace',
      run: async () => {
        await workbench.runCommand('Ownhand: Mine My Writing');
        await workbench.waitForQuickPick(10);
        await workbench.screenshot('3-mine-choice');
        await workbench.chooseQuickPick('This workspace');
        await workbench.waitForNotification(new RegExp(`Your history holds ${documents} documents`), 60);
        await workbench.sidebarSays(new RegExp(`${documents} documents[\\s\\S]*garden[\\s\\S]*Writing over time`), 10);
        await workbench
          .sidebarFrame()
          .getByRole('img', { name: /^Words from 20\d\d-\d\d to / })
          .waitFor();
        await workbench.screenshot('3-mined');
        await workbench.clearNotifications();
      },
    },
    {
      name: 'the profile can be put into words of one’s own, which mining again leaves as they are',
      run: async () => {
        const frame = workbench.sidebarFrame();
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
        await workbench
          .sidebarFrame()
          .getByRole('img', { name: /on writing kept aside from \d/ })
          .waitFor();
        assert.deepEqual(await workbench.cutNotifications(), []);
        await workbench.screenshot('4-trained');
        await workbench.sidebarFrame().locator('svg[aria-label^="Training loss from"]').scrollIntoViewIfNeeded();
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
      name: 'Snooze Suggestions offers times, and the status bar says until when',
      run: async () => {
        await workbench.runCommand('Ownhand: Snooze Suggestions');
        await workbench.waitForQuickPick(10);
        await workbench.screenshot('5-snooze');
        await workbench.chooseQuickPick('15 Minutes');
        await workbench.waitForStatusBar(/^\s*\d\d:\d\d\s*$/, 10);
        await workbench.sidebarSays(/Snoozed until \d\d:\d\d/, 10);
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
    {
      name: 'Suggest Titles writes the chosen title into the front matter and keeps its comments',
      run: async () => {
        await workbench.openFile(UNTITLED_DRAFT);
        await workbench.runCommand('Ownhand: Suggest Titles');
        const titles = await workbench.waitForQuickPick(120);
        await workbench.screenshot('6-titles');
        const chosen = titles[0] as string;
        await workbench.chooseQuickPick(chosen);
        const text = await until('the title is in the file', 10, async () => {
          const saved = await workbench.savedText(UNTITLED_DRAFT);
          return saved.includes('title:') && saved;
        });
        await workbench.screenshot('6-title-inserted');
        assert(text.split('---')[1]?.includes(chosen), `"${chosen}" is not in:\n${text}`);
        assertCommentsKept(text);
      },
    },
    {
      name: 'Suggest Tags writes the ticked tags into the front matter and keeps its comments',
      run: async () => {
        await workbench.openFile(UNTITLED_DRAFT);
        await workbench.runCommand('Ownhand: Suggest Tags');
        const tags = await workbench.waitForQuickPick(120);
        const ticked = await workbench.tickOnly(tags.slice(0, 2));
        await workbench.screenshot('7-tags');
        await workbench.press('Enter');
        const text = await until('the tags are in the file', 10, async () => {
          const saved = await workbench.savedText(UNTITLED_DRAFT);
          return saved.includes('tags:') && saved;
        });
        await workbench.screenshot('7-tags-inserted');
        for (const tag of ticked) assert(text.split('---')[1]?.includes(tag), `"${tag}" is not in:\n${text}`);
        assertCommentsKept(text);
      },
    },
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

function assertCommentsKept(text: string): void {
  for (const kept of ['# kept by hand: do not reorder', 'date: 2024-09-01 # a Sunday', 'layout: post']) {
    assert(text.includes(kept), `"${kept}" was lost:\n${text}`);
  }
}
