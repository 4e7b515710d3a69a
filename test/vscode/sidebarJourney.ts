/** The side bar with everything in it: by the keyboard, in every theme, and what it asks before it deletes. */
import assert from 'node:assert/strict';
import { VIEWS } from '../../src/extension/sidebar/messages.ts';
import { axeFindings } from './accessible.ts';
import type { Workbench } from './page.ts';
import { tooFaint } from './readable.ts';
import type { Test } from './testing.ts';

const THEMES = [
  ['Light 2026', 'vscode-light', '10-light'],
  ['Dark 2026', 'vscode-dark', '10-dark'],
  ['Dark Modern', 'vscode-dark', '10-dark-modern'],
  ['Dark High Contrast', 'vscode-high-contrast', '10-high-contrast'],
  ['Light High Contrast', 'vscode-high-contrast', '10-high-contrast-light'],
] as const;

/** @param documents those in the history */
export function sidebarJourney(workbench: Workbench, documents: number): Test[] {
  return [
    ...VIEWS.map(
      (view): Test => ({
        name: `every part of the view "${view}" is reached by the keyboard, in the order it is read in`,
        run: async () => {
          await workbench.page.setViewportSize({ width: 1280, height: 1600 });
          await workbench.unfold('Storage');
          const frame = await workbench.viewFrame(view);
          // Found and checked in one go: a part that is redrawn in between would be missing.
          const names = await frame
            .locator('body')
            .evaluate((body) =>
              [...body.querySelectorAll<HTMLInputElement>('[data-focus]')]
                .filter((each) => each.checkVisibility() && (each.type !== 'radio' || each.checked))
                .map((each) => each.getAttribute('data-focus')),
            );
          assert(names.length > 0, 'nothing can have the focus');
          // A click first: VS Code itself must know where the focus is.
          await frame.locator('p').first().click();
          await frame.locator(`[data-focus="${names[0]}"]`).focus();
          const seen: (string | null)[] = [];
          for (const _ of names) {
            seen.push(await frame.locator(':focus').getAttribute('data-focus'));
            await workbench.press('Tab');
          }
          assert.deepEqual(seen, names);
        },
      }),
    ),
    {
      name: 'a folded view can be opened from the keyboard',
      run: async () => {
        for (const [view, part] of [
          ['notes', 'months'],
          ['notes', 'sources'],
          ['style', 'loss'],
        ] as const) {
          const frame = await workbench.viewFrame(view);
          await frame.locator('p').first().click();
          await frame.locator(`[data-focus="open ${part}"]`).focus();
          await workbench.press('Enter');
        }
        await workbench.sidebarSays(/When\s+Notes\s+Words\s+20\d\d/, 10);
        await workbench.sidebarSays(/Step\s+Loss \(nats per token\)\s+\d/, 10);
      },
    },
    {
      name: 'arrow keys set eagerness and the strength of the style',
      run: async () => {
        const frame = await workbench.viewFrame();
        const style = await workbench.viewFrame('style');
        if ((await frame.getByRole('slider').count()) === 0) {
          // A style of four steps may have lost, and is then off.
          await style.getByRole('button', { name: /^Use It Anyway/ }).click();
        }
        const slider = frame.getByRole('slider', { name: /Style strength/ });
        await slider.focus();
        await workbench.page.waitForTimeout(300);
        await workbench.press('ArrowRight', 'ArrowRight');
        await workbench.sidebarSays(/Style strength: \+20 %/, 10);
        await workbench.press('Home');
        await workbench.sidebarSays(/Style strength: as learned/, 10);
        await frame.getByRole('radio', { name: 'Normal' }).focus();
        await workbench.press('ArrowRight');
        await workbench.sidebarSays(/Between words, and when less sure\./, 10);
        await workbench.press('ArrowLeft');
        await workbench.sidebarSays(/After a short pause\./, 10);
      },
    },
    ...THEMES.map(
      ([name, kind, picture]): Test => ({
        name: `the side bar can be read in the theme ${name} at every width, and axe finds nothing`,
        run: async () => {
          await workbench.chooseTheme(name, kind);
          // High enough for everything in the side bar.
          await workbench.page.setViewportSize({ width: 1280, height: 2600 });
          for (const width of [240, 320, 480]) {
            await workbench.resizeSidebar(width);
            await workbench.screenshot(`${picture}-${width}`);
            for (const view of VIEWS) {
              const frame = await workbench.viewFrame(view);
              const wide = await frame.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth);
              assert(wide <= 0, `the view "${view}" is ${wide} pixels wider than its ${width}`);
              // Other languages take more room.
              const wider = await frame.locator('body').evaluate((body) => {
                const labels = [...body.querySelectorAll('vscode-button > span, .fact, h2')].filter(
                  ({ children }) => children.length === 0,
                );
                const texts = labels.map(({ textContent }) => textContent);
                for (const label of labels) label.textContent = `${label.textContent} ${label.textContent}`;
                const over = body.scrollWidth - body.clientWidth;
                for (const [at, label] of labels.entries()) label.textContent = texts[at];
                return over;
              });
              assert(wider <= 0, `with longer labels "${view}" is ${wider} pixels wider than its ${width}`);
            }
          }
          for (const view of VIEWS) {
            const frame = await workbench.viewFrame(view);
            assert.deepEqual(await tooFaint(frame), []);
            assert.deepEqual(await axeFindings(frame), []);
          }
        },
      }),
    ),
    {
      name: 'exporting a style first says what it can reveal',
      run: async () => {
        await workbench.page.setViewportSize({ width: 1280, height: 800 });
        const style = await workbench.viewFrame('style');
        await style.locator('summary', { hasText: 'Manage my style' }).click();
        await style.getByRole('button', { name: /^Export… / }).click();
        await workbench.dialog(
          /can reveal[\s\S]*names, phrases and facts out of the \d+ notes/,
          '11-export',
          'Export…',
        );
        assert.deepEqual(await workbench.waitForQuickPick(10), ['PEFT', 'GGUF']);
        await workbench.press('Escape');
      },
    },
    {
      name: 'a note is forgotten after the user confirms, and not before',
      run: async () => {
        const frame = await workbench.viewFrame('notes');
        await frame
          .getByRole('button', { name: /^Forget… / })
          .first()
          .click();
        await workbench.dialog(/Forget what Ownhand read from[\s\S]*The files themselves stay/, '11-forget', 'Cancel');
        await workbench.runCommand('Ownhand: Forget Notes');
        await workbench.waitForQuickPick(10);
        await workbench.type('Sharpening');
        await workbench.chooseQuickPick('Sharpening the old chisels');
        await workbench.dialog(/Forget what Ownhand read from/, '11-forget-one', 'Forget');
        await workbench.waitForNotification(/Forgotten: 1 note\./, 30);
        await workbench.sidebarSays(new RegExp(`${documents - 1} notes`), 10);
        await workbench.clearNotifications();
      },
    },
    {
      name: 'a style and then everything is deleted after the user confirms, and the first button is back',
      run: async () => {
        const style = await workbench.viewFrame('style');
        await style.getByRole('button', { name: /^Delete… personal/ }).click();
        await workbench.dialog(/Delete the style “personal”/, '11-delete-style', 'Delete');
        await workbench.sidebarSays(/not learned how you write yet[\s\S]*Learn My Style/, 30);
        const storage = await workbench.viewFrame('storage');
        await storage.getByRole('button', { name: 'Delete Everything…' }).click();
        await workbench.dialog(/Your own files stay/, '11-delete-everything', 'Delete My Notes and Style');
        await workbench.sidebarSays(/Learn from This Folder[\s\S]*Ownhand has not read any of your notes yet/, 30);
        await workbench.sidebarSays(
          /\d+ MB on this computer, and nowhere else\s+(?:What\s+Size\s+)?Language models\s+\d+ MB\s/,
          10,
        );
        assert.doesNotMatch(await workbench.sidebarText(), /Your notes, as read|Your style\s+\d/);
        await workbench.screenshot('11-deleted');
      },
    },
  ];
}
