/** Grey text while somebody types along it, takes one after the other, or writes in a language that nobody here knows. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Workbench } from './page.ts';
import { type Test, until } from './testing.ts';

/** Nearly everybody goes on in the same way for several words. */
const COUNTED = 'One, two, three, four, five,';
const COUNTING = 'counting.md';
/** Neither the model nor the notes are in Polish. */
const POLISH = 'polish.md';
const POLISH_TEXT = `W sobotę rano poszliśmy do ogrodu, żeby zobaczyć, czy jabłonie przetrwały zimę. Ziemia była jeszcze mokra, a nad
rzeką wisiała mgła, ale słońce świeciło już tak mocno, że mogliśmy usiąść na ławce i wypić herbatę. Potem wróciliśmy do
domu i`;

export function ghostJourney(workbench: Workbench): Test[] {
  return [
    {
      name: 'grey text that somebody types along stays in place in every frame, and grows only at its end',
      run: async () => {
        await writeFile(path.join(workbench.folder, COUNTING), '\n');
        await workbench.openFile(COUNTING);
        await workbench.type(COUNTED, 10);
        const ghost = await workbench.askForGhostText(60);
        const typed = ghost.slice(0, -2);
        assert(typed.length > 2, `"${ghost}" is too short to type along`);
        const seen = await workbench.framesWhile(() => workbench.type(typed, 150));
        assert(seen.length > 0, 'no frame was seen');
        let before = COUNTED + ghost;
        for (const line of seen) {
          assert(line.startsWith(before), `"${before}" became "${line}"`);
          before = line;
        }
      },
    },
    {
      name: 'the end of a chain is shown, and the Tab after it does not indent',
      run: async () => {
        const end = /No more suggestions here/;
        const isEnded = async () => (await workbench.statusBar()).some((text) => end.test(text));
        for (let times = 0; times < 20; times++) {
          const next = await until('there is more, or the end of it is shown', 30, async () => {
            if (await isEnded()) return { ghost: '' };
            const ghost = await workbench.ghostText();
            return ghost !== '' && { ghost };
          });
          if (next.ghost === '') break;
          await workbench.press('Tab');
          await until('it is taken', 10, async () => (await isEnded()) || (await workbench.ghostText()) !== next.ghost);
        }
        await workbench.press('Tab');
        await workbench.waitForStatusBar(end, 5);
        await workbench.screenshot('5-chain-ended');
        const text = await workbench.savedText(COUNTING);
        assert(!/\t|\s{2,}$/.test(text), `it was indented: ${JSON.stringify(text)}`);
      },
    },
    {
      name: 'the side bar says what suggestions were good for, and one button resets it',
      run: async () => {
        await workbench.sidebarSays(/\d+ keystrokes? saved this week[\s\S]*\d+ suggestions? taken/, 10);
        const said = await workbench.sidebarText();
        assert.doesNotMatch(said, /\d+ of \d+ (?:suggestions|shown)/);
        const frame = await workbench.viewFrame();
        await frame.getByRole('button', { name: /^Reset/ }).click();
        await until('the counts are gone', 10, async () => !/keystrokes? saved/.test(await workbench.sidebarText()));
      },
    },
  ];
}

/** With a model that Ownhand chose: of one that the user picked, the user knows the languages better. */
export function unknownLanguage(workbench: Workbench): Test {
  return {
    name: 'in a language that neither the model nor the notes know, nothing is suggested, and the menu says why',
    run: async () => {
      const file = path.join(workbench.folder, POLISH);
      await writeFile(file, POLISH_TEXT);
      await workbench.openFile(POLISH);
      await workbench.type(' ');
      const why = 'Nothing is suggested in this text: Ownhand does not know Polish.';
      await workbench.sidebarSays(new RegExp(why), 30);
      assert.equal(await workbench.ghostText(), '');
      await workbench.page.locator('.statusbar-item', { hasText: 'Ownhand' }).first().click();
      await workbench.waitForQuickPick(10);
      const input = workbench.page.locator('.quick-input-widget .quick-input-box input');
      assert.equal(await input.getAttribute('placeholder'), why);
      await workbench.screenshot('1-unknown-language');
      await workbench.press('Escape');
      await workbench.runCommand('View: Revert and Close Editor');
      await rm(file);
      // Of that document alone.
      await workbench.sidebarSays(/Suggests text/, 10);
    },
  };
}
