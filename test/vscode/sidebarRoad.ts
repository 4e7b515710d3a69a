/** The side bar with all there is in it: by the keyboard, in every theme, and what it asks before it deletes. */
import assert from 'node:assert/strict';
import { axeFindings } from './accessible.ts';
import type { Workbench } from './page.ts';
import { tooFaint } from './readable.ts';
import type { Test } from './testing.ts';

const THEMES = [
  ['Light 2026', 'vscode-light', '10-light'],
  ['Dark 2026', 'vscode-dark', '10-dark'],
  ['Dark Modern', 'vscode-dark', '10-dark-modern'],
  ['Dark High Contrast', 'vscode-high-contrast', '10-high-contrast'],
] as const;

/** @param documents those in the history */
export function sidebarRoad(workbench: Workbench, documents: number): Test[] {
  return [
    {
      name: 'every part of the side bar is reached by the keyboard, in the order it is read in, and opened by it',
      run: async () => {
        const frame = await workbench.viewFrame();
        // Found and looked at in one go: a part that is drawn anew between the two would be missing.
        const names = await frame
          .locator('body')
          .evaluate((body) =>
            [...body.querySelectorAll('[data-focus]')]
              .filter((each) => each.checkVisibility())
              .map((each) => each.getAttribute('data-focus')),
          );
        assert(names.length > 15, `only ${names.length} parts can have the focus`);
        // A click first: VS Code itself must know where the focus is.
        await frame.locator('h2').first().click();
        await frame.locator('[data-focus]').first().focus();
        const seen: (string | null)[] = [];
        for (const _ of names) {
          seen.push(await frame.locator(':focus').getAttribute('data-focus'));
          await workbench.press('Tab');
        }
        assert.deepEqual(seen, names);
        await frame.locator('h2').first().click();
        for (const name of ['open months', 'open sources', 'open loss']) {
          await frame.locator(`[data-focus="${name}"]`).focus();
          await workbench.press('Enter');
        }
        await workbench.sidebarSays(/When\s+Documents\s+Words\s+20\d\d/, 10);
        await workbench.sidebarSays(/Step\s+Loss \(nats a token\)\s+\d/, 10);
      },
    },
    {
      name: 'the strength of suggestions is set by the arrow keys',
      run: async () => {
        const frame = await workbench.viewFrame();
        const slider = frame.getByRole('slider', { name: /Strength of my manner/ });
        if ((await slider.count()) === 0) {
          // An adapter of four steps may have lost, and is then off.
          await frame.getByRole('button', { name: /^Use / }).click();
        }
        await slider.focus();
        await workbench.page.waitForTimeout(300);
        await workbench.press('ArrowRight', 'ArrowRight');
        await workbench.sidebarSays(/Strength of my manner: \+20 %/, 10);
        await workbench.press('Home');
        await workbench.sidebarSays(/Strength of my manner: as trained/, 10);
      },
    },
    ...THEMES.map(
      ([name, kind, picture]): Test => ({
        name: `the side bar can be read in the theme ${name}, and axe finds nothing`,
        run: async () => {
          await workbench.chooseTheme(name, kind);
          // High enough for all that the side bar has.
          await workbench.page.setViewportSize({ width: 1280, height: 3200 });
          await (await workbench.viewFrame()).locator('h2').first().scrollIntoViewIfNeeded();
          await workbench.screenshot(picture);
          assert.deepEqual(await tooFaint(await workbench.viewFrame()), []);
          assert.deepEqual(await axeFindings(await workbench.viewFrame()), []);
        },
      }),
    ),
    {
      name: 'exporting an adapter says first what it can reveal',
      run: async () => {
        await workbench.page.setViewportSize({ width: 1280, height: 800 });
        await (await workbench.viewFrame()).getByRole('button', { name: /^Export… / }).click();
        await workbench.dialog(
          /can reveal[\s\S]*names, phrases and facts out of the \d+ documents/,
          '11-export',
          'Export…',
        );
        assert.deepEqual(await workbench.waitForQuickPick(10), ['PEFT', 'GGUF']);
        await workbench.press('Escape');
      },
    },
    {
      name: 'a document is forgotten once that is confirmed, and not before',
      run: async () => {
        const frame = await workbench.viewFrame();
        await frame
          .getByRole('button', { name: /^Forget… / })
          .first()
          .click();
        await workbench.dialog(/Forget what was read from[\s\S]*The files themselves stay/, '11-forget', 'Cancel');
        await workbench.runCommand('Ownhand: Forget Writing');
        await workbench.waitForQuickPick(10);
        await workbench.type('Sharpening');
        await workbench.chooseQuickPick('Sharpening the old chisels');
        await workbench.dialog(/Forget what was read from/, '11-forget-one', 'Forget');
        await workbench.waitForNotification(/Forgotten: 1 document\./, 30);
        await workbench.sidebarSays(new RegExp(`${documents - 1} documents`), 10);
        await workbench.clearNotifications();
      },
    },
    {
      name: 'an adapter and then everything is deleted once that is confirmed, and the first steps are back',
      run: async () => {
        const frame = await workbench.viewFrame();
        await frame.getByRole('button', { name: /^Delete… personal/ }).click();
        await workbench.dialog(/Delete the adapter “personal”/, '11-delete-adapter', 'Delete');
        await workbench.sidebarSays(/First steps[\s\S]*Train My Adapter/, 30);
        await frame.getByRole('button', { name: 'Delete Everything…' }).click();
        await workbench.dialog(/Your own files stay/, '11-delete-everything', 'Delete My Writing and Adapters');
        await workbench.sidebarSays(/First steps[\s\S]*Mine your writing\s+Your documents/, 30);
        await workbench.sidebarSays(/Adapters\s+0 kB\s+Models\s+\d+ MB\s+Other\s+0 kB/, 10);
        await workbench.screenshot('11-deleted');
      },
    },
  ];
}
