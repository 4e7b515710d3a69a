/** The journey of a new user through the extension, on the page, each step with a picture. */
import assert from 'node:assert/strict';
import { VIEWS } from '../../src/extension/sidebar/messages.ts';
import { ghostJourney, unknownLanguage } from './ghostJourney.ts';
import { DRAFT, DRAFT_BEGINNING, UNTITLED_DRAFT } from './notes.ts';
import { notesJourney } from './notesJourney.ts';
import type { Workbench } from './page.ts';
import { type Test, until } from './testing.ts';

/** The user's key for training, and how long it runs. */
export const TRAIN_KEY = 'ctrl+alt+t';
export const TRAIN_STEPS = 4;

/**
 * What the user types at the end of the draft: nearly everybody continues with the same word, without which nothing is
 * shown.
 */
const CONTINUED = ' the winter, on the other';
/** The same for a suggestion of several words. */
const COUNTED = ' one, two, three, four, five,';

export interface UserJourney {
  workbench: Workbench;
  /** The base model to set up. */
  gguf: string;
  /** Documents that mining the folder finds. */
  documents: number;
}

export function userJourney({ workbench, gguf, documents }: UserJourney): Test[] {
  /** Progress with its own button may still be going away. */
  const onlyButton = (name: string) =>
    until(`"${name}" is the only button`, 10, async () => String(await workbench.notificationButtons()) === name);
  return [
    {
      name: 'a Markdown file starts the extension: the small model serves at once, and one button is the next step',
      run: async () => {
        await workbench.openFile(DRAFT);
        await workbench.waitForStatusBar(/Ownhand/, 30);
        await workbench.openSidebar('Ownhand');
        await workbench.sidebarSays(
          /Suggests text\. It does not know your notes yet\.[\s\S]*Learn from This Folder/,
          60,
        );
        await workbench.screenshot('1-first-button');
        const views = await Promise.all(VIEWS.slice(0, 3).map((view) => workbench.viewFrame(view)));
        const primary = await Promise.all(
          views.map((view) => view.locator('vscode-button:not([secondary])').allInnerTexts()),
        );
        assert.deepEqual(primary.flat(), ['Learn from This Folder']);
        // Nothing was asked, and nothing covers the text.
        assert.deepEqual(await workbench.notifications(), []);
      },
    },
    {
      name: 'there is ghost text before anything was set up',
      run: async () => {
        await workbench.focusEditor();
        await workbench.press('Control+End');
        await workbench.type(CONTINUED);
        await workbench.askForGhostText(60);
        await workbench.screenshot('1-ghost-text');
        await workbench.press('Control+A');
        await workbench.type(DRAFT_BEGINNING, 5);
        await workbench.savedText(DRAFT);
      },
    },
    unknownLanguage(workbench),
    {
      name: 'before anything is read, Suggest Tags says so, and what to do',
      run: async () => {
        await workbench.openFile(UNTITLED_DRAFT);
        await workbench.runCommand('Ownhand: Suggest Tags');
        await workbench.waitForNotification(/Ownhand does not know any of your tags yet/, 30);
        await onlyButton('Learn from My Notes');
        await workbench.screenshot('1-no-notes');
        await workbench.clearNotifications();
      },
    },
    {
      name: 'the palette offers no deleting before there is anything to delete',
      run: async () => {
        const offered = await workbench.paletteEntries('Ownhand: ');
        for (const early of [/Delete/, /Forget/, /Uninstall/, /Switch Style/, /Export/, /Pause/]) {
          assert.deepEqual(
            offered.filter((title) => early.test(title)),
            [],
          );
        }
        assert(offered.some((title) => title.includes('Learn from This Folder')));
      },
    },
    {
      name: 'Choose Language Model takes a GGUF file, with its progress in the status bar and none over the text',
      run: async () => {
        await workbench.runCommand('Ownhand: Choose Language Model');
        assert.equal((await workbench.waitForQuickPick(10)).length, 3);
        await workbench.chooseQuickPick('Another model…');
        await workbench.chooseQuickPick('A .gguf file…');
        await workbench.chooseFile(gguf);
        await workbench.waitForStatusBar(/Setting up the language model/, 30);
        assert.deepEqual(await workbench.notifications(), []);
        await workbench.screenshot('2-model-progress');
        await workbench.waitForNotification(/The language model is ready/, 180);
        await onlyButton('Learn from This Folder');
        await workbench.unfold('Storage');
        await workbench.sidebarSays(/Language model\s+SmolLM2-135M-Instruct\S*\s+135 million weights/, 10);
        await workbench.sidebarSays(/Language models\s+\d+ MB/, 10);
        assert.deepEqual(await workbench.cutNotifications(), []);
        await workbench.screenshot('2-model');
        await workbench.clearNotifications();
      },
    },
    {
      name: 'Learn from This Folder reads it, goes on with the style, and puts nothing over the text',
      run: async () => {
        const frame = await workbench.viewFrame();
        await frame.getByRole('button', { name: 'Learn from This Folder' }).click();
        await workbench.sidebarSays(new RegExp(`${documents} notes[\\s\\S]*garden[\\s\\S]*Writing over time`), 60);
        const notes = await workbench.viewFrame('notes');
        await notes.getByRole('img', { name: /^Words from 20\d\d-\d\d to / }).waitFor();
        await workbench.sidebarSays(/Learning your style[\s\S]*Keep writing; learning waits while you type\./, 60);
        assert.deepEqual(await workbench.notifications(), []);
        await workbench.screenshot('3-learning');
        await (await workbench.viewFrame('style')).getByRole('button', { name: 'Throw Away…' }).click();
        await workbench.agree('Throw Away');
        await workbench.sidebarSays(/Ownhand has not learned how you write yet\./, 60);
      },
    },
    {
      name: 'the profile speaks to the user; a dropped sentence can come back',
      run: async () => {
        const frame = await workbench.viewFrame('style');
        const said = () => frame.locator('.sayings li').allInnerTexts();
        const before = await said();
        assert(before.length > 1 && before.every((line) => /^(?:You|Your) /.test(line)), before.join('\n'));
        await frame.locator('.sayings button').first().click();
        await until('one is dropped', 20, async () => (await said()).length === before.length - 1);
        await frame.getByRole('button', { name: /Bring back what you dropped/ }).click();
        await until('it is back', 20, async () => (await said()).join() === before.join());
      },
    },
    {
      name: 'the user can reword what the model is told, and reading again keeps their words',
      run: async () => {
        const frame = await workbench.viewFrame('style');
        await frame.locator('summary', { hasText: 'Details' }).click();
        await frame.getByRole('button', { name: 'Edit' }).click();
        await frame.locator('textarea:focus').fill('I write of sheds, plainly.');
        await workbench.screenshot('3-profile-edited');
        await frame.getByRole('button', { name: 'Save' }).click();
        await workbench.sidebarSays(/I write of sheds, plainly\.\s+In your own words\./, 10);
        await workbench.runCommand('Ownhand: Learn from My Notes');
        await workbench.chooseQuickPick('This folder');
        await workbench.waitForNotification(/no change/, 60);
        await workbench.sidebarSays(/I write of sheds, plainly\.\s+In your own words\./, 10);
        await frame.getByRole('button', { name: 'Use the Measured One' }).click();
        await workbench.sidebarSays(/The author writes about/, 10);
        await workbench.clearNotifications();
      },
    },
    {
      name: 'Learn My Style shows its progress next to the text, with figures only under Details',
      run: async () => {
        await workbench.focusEditor();
        await workbench.press('Control+Alt+T');
        await workbench.sidebarSays(/Learning your style[\s\S]*\d+ % learned[\s\S]*Pause/, 480);
        await workbench.sidebarSays(
          new RegExp(`Details[\\s\\S]*step [2-${TRAIN_STEPS}] of ${TRAIN_STEPS} · loss \\d`),
          480,
        );
        assert.deepEqual(await workbench.notifications(), []);
        await workbench.screenshot('4-learning');
      },
    },
    {
      name: 'a window that is closed in the middle loses nothing: the run is offered again, and ends as it would have',
      run: async () => {
        await workbench.reload();
        await workbench.openSidebar('Ownhand');
        await workbench.waitForNotification(/Learning your style was interrupted/, 120);
        await workbench.screenshot('4-interrupted');
        await workbench.page.locator('.notifications-toasts').getByRole('button', { name: 'Resume' }).click();
        await workbench.waitForNotification(/Ownhand has learned your style\. (?:Predicts|Off|On)/, 480);
        const buttons = await workbench.notificationButtons();
        assert(buttons.includes('See Why'), buttons.join());
        assert.deepEqual(await workbench.cutNotifications(), []);
        await workbench.screenshot('4-verdict');
        await workbench.clearNotifications();
        await workbench.runCommand('Ownhand: Show How My Style Was Judged');
        await workbench.sidebarSays(
          /Details[\s\S]*had not seen[\s\S]*Plain model\s+Your style\s+Text\s+\d\.\d{3}[\s\S]*Loss while learning/,
          10,
        );
        const style = await workbench.viewFrame('style');
        await style.getByRole('img', { name: /on held-out notes from \d/ }).waitFor();
        await workbench.screenshot('4-details');
      },
    },
    {
      name: 'ghost text follows what is typed, and Tab takes it',
      run: async () => {
        await workbench.openFile(DRAFT);
        await workbench.type(CONTINUED);
        const ghost = await workbench.askForGhostText(60);
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
        await workbench.type(`${DRAFT_BEGINNING}${COUNTED}`, 10);
        const ghost = await workbench.askForGhostText(60);
        assert.match(ghost, /\S\s+\S/, 'there is one word alone');
        const restAfter = (what: string, taken: (text: string) => boolean) =>
          until(`${what} of "${ghost}" is taken`, 10, async () => {
            const rest = await workbench.ghostText();
            return ghost.endsWith(rest) && taken(ghost.slice(0, ghost.length - rest.length)) && rest;
          });
        await workbench.press('Control+ArrowRight');
        // The space before the word is accepted a moment before the word itself.
        const rest = await restAfter('a word', (text) => /^\s*\S+$/.test(text));
        await workbench.type(rest.slice(0, 1));
        await restAfter('a letter more', (text) => text === ghost.slice(0, ghost.length - rest.length + 1));
        await workbench.screenshot('5-word-accepted');
        await workbench.sidebarSays(/\d+ suggestions? taken/, 10);
      },
    },
    {
      name: 'Esc hides ghost text, and a second Esc means no more for five minutes',
      run: async () => {
        await workbench.press('Control+A');
        await workbench.type(`${DRAFT_BEGINNING}${CONTINUED}`, 10);
        await workbench.askForGhostText(60);
        await workbench.press('Escape');
        await until('the ghost text is hidden', 10, async () => (await workbench.ghostText()) === '');
        assert(
          (await workbench.statusBar()).some((text) => /Ownhand/.test(text)),
          'one Esc was taken for two',
        );
        await workbench.press('Escape');
        await workbench.waitForStatusBar(/^\s*Snoozed until (\w{3} )?\d\d:\d\d\s*$/, 10);
        // The first time, it explains what happened.
        await workbench.waitForNotification(/Esc twice: no suggestions for 5 minutes/, 10);
        await workbench.screenshot('5-esc-twice');
        await workbench.page.locator('.notifications-toasts').getByRole('button', { name: 'Undo' }).click();
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
        await workbench.waitForStatusBar(/^\s*Snoozed until (\w{3} )?\d\d:\d\d\s*$/, 10);
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
    ...ghostJourney(workbench),
    ...notesJourney(workbench),
    {
      name: 'Turn Suggestions On or Off switches ghost text off and on again',
      run: async () => {
        await workbench.runCommand('Ownhand: Turn Suggestions On or Off');
        await workbench.sidebarSays(/Suggestions are off/, 10);
        await workbench.openFile(DRAFT);
        // The same place that had a suggestion two steps ago.
        await workbench.press('Control+A');
        await workbench.type(`${DRAFT_BEGINNING}${CONTINUED}`, 10);
        await workbench.page.waitForTimeout(4000);
        assert.equal(await workbench.ghostText(), '');
        await workbench.screenshot('8-off');
        await workbench.runCommand('Ownhand: Turn Suggestions On or Off');
        await workbench.sidebarSays(/Suggests text/, 10);
        await workbench.focusEditor();
        await workbench.press('Control+End', 'Backspace');
        await workbench.type(CONTINUED.slice(-1));
        await workbench.askForGhostText(60);
      },
    },
  ];
}
