/** Titles and tags on the page, once there are a model and a history. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TAGGING, UNTITLED_DRAFT } from './notes.ts';
import type { Workbench } from './page.ts';
import { type Test, until } from './testing.ts';

/** Notes without tags; each is long enough to be mined. */
const LOOSE = {
  'loose-bench.md': `The vice on the bench had come loose again, and every cut went a hair to the left. I took the jaws off, cleaned forty
years of glue out of the thread, and put them back with a washer of leather. It holds a pencil now without marking it.
`,
  'loose-bed.md': `The soil in the new bed is dry and the beans by the fence know it. I turned the compost in with a fork, watered in the
evening for a week, and the vegetables looked better for it than they had all summer, slugs and all.
`,
};

export function notesJourney(workbench: Workbench): Test[] {
  return [
    {
      name: 'the lightbulb leads to titles; the chosen one goes into the front matter, and a new file name is offered',
      run: async () => {
        await workbench.openFile(UNTITLED_DRAFT);
        await workbench.press('Control+Home');
        const entries = await workbench.openLightbulb();
        await workbench.screenshot('6-lightbulb');
        assert.deepEqual(entries.slice(0, 3), ['Suggest titles', 'Suggest description', 'Suggest tags']);
        await workbench.press('Enter');
        const titles = await workbench.waitForQuickPick(120);
        await workbench.screenshot('6-titles');
        const chosen = titles[0] as string;
        const rows = await workbench.quickPickRows();
        const input = workbench.page.locator('.quick-input-widget .quick-input-box input');
        assert.equal(
          await input.getAttribute('placeholder'),
          'This note has no title yet; it goes into the front matter',
        );
        // A reason stands next to a title only if it is one that a writer can use.
        const reasons = rows.map((row, index) => row.replace(titles[index] as string, '').replace(/^[\s,]+/, ''));
        const other = reasons.filter((text) => !/^(covers most of the text|most like your titles)?$/.test(text));
        assert.deepEqual(other, []);
        await workbench.chooseQuickPick(chosen);
        await until('the new name is shown', 10, async () => {
          return (await workbench.quickInputTexts()).includes(`Escape keeps “${UNTITLED_DRAFT}”`);
        });
        await workbench.screenshot('6-rename');
        await workbench.press('Escape');
        const text = await workbench.savedText(UNTITLED_DRAFT);
        await workbench.screenshot('6-title-inserted');
        assert(text.split('---')[1]?.includes(chosen), `"${chosen}" is not in:\n${text}`);
        assertCommentsKept(text);
      },
    },
    {
      name: 'Suggest Tags shows what the ticked tags write, and writes them into the front matter, keeping its comments',
      run: async () => {
        await workbench.openFile(UNTITLED_DRAFT);
        await workbench.runCommand('Ownhand: Suggest Tags');
        const tags = await workbench.waitForQuickPick(120);
        const ticked = await workbench.tickOnly(tags.slice(0, 2));
        const line = `tags: [${ticked.join(', ')}]`;
        await until('the title shows the line', 10, async () => (await workbench.quickInputTexts()).includes(line));
        await workbench.screenshot('7-tags');
        await workbench.press('Enter');
        const text = await until('the tags are in the file', 10, async () => {
          const saved = await workbench.savedText(UNTITLED_DRAFT);
          return saved.includes('tags:') && saved;
        });
        await workbench.screenshot('7-tags-inserted');
        assert(text.includes(`\n${line}\n`), `"${line}" is not in:\n${text}`);
        assertCommentsKept(text);
      },
    },
    {
      name: 'the side bar’s Description button offers several; the chosen one goes into the front matter',
      run: async () => {
        await workbench.openFile(UNTITLED_DRAFT);
        const frame = await workbench.viewFrame();
        await frame.getByRole('button', { name: 'Description', exact: true }).click();
        const [chosen] = await workbench.waitForQuickPick(120);
        await workbench.screenshot('7-description');
        await workbench.chooseQuickPick(chosen);
        const text = await until('the description is in the file', 10, async () => {
          const saved = await workbench.savedText(UNTITLED_DRAFT);
          return saved.includes('description:') && saved;
        });
        assert(text.split('---')[1]?.includes('description:'), `it is not in the front matter of:\n${text}`);
        assertCommentsKept(text);
      },
    },
    {
      name: 'the user’s tags are listed while tags are typed, and the list narrows down',
      run: async () => {
        await workbench.openFile(TAGGING);
        await workbench.press('Control+Home', 'ArrowDown', 'End');
        await workbench.type(' [');
        const all = await workbench.waitForCompletions(30);
        assert(all.includes('garden'), `offered: ${all.join(', ')}`);
        await workbench.screenshot('7-completions');
        await workbench.type('gar');
        await until(
          'the list narrows down',
          10,
          async () => (await workbench.waitForCompletions(10)).join() === 'garden',
        );
        await workbench.press('Enter');
        await workbench.type(', ');
        const rest = await workbench.waitForCompletions(30);
        assert(!rest.includes('garden') && rest.includes('workshop'), `offered: ${rest.join(', ')}`);
        await workbench.press('Escape');
        assert.match(await workbench.savedText(TAGGING), /^---\ntags: \[garden,\s*\]\n---\n/);
      },
    },
    {
      name: 'Tag All Untagged Notes lists what each note would get, and leaves alone what is unticked',
      run: async () => {
        const file = (name: string) => path.join(workbench.folder, name);
        for (const [name, text] of Object.entries(LOOSE)) await writeFile(file(name), text);
        await workbench.runCommand('Ownhand: Tag All Untagged Notes');
        const notes = await workbench.waitForQuickPick(120);
        assert.deepEqual(notes, Object.keys(LOOSE).sort());
        await workbench.tickOnly(['loose-bench.md']);
        await workbench.screenshot('7-tag-all');
        for (const [name, text] of Object.entries(LOOSE)) assert.equal(await readFile(file(name), 'utf8'), text);
        await workbench.press('Enter');
        await workbench.waitForNotification(/Tagged: 1 note\./, 10);
        await until('the note is saved', 10, async () => {
          return /^---\ntags: \[.+\]\n---\n\nThe vice/.test(await readFile(file('loose-bench.md'), 'utf8'));
        });
        assert.equal(await readFile(file('loose-bed.md'), 'utf8'), LOOSE['loose-bed.md']);
        await workbench.clearNotifications();
      },
    },
  ];
}

function assertCommentsKept(text: string): void {
  for (const kept of ['# kept by hand: do not reorder', 'date: 2024-09-01 # a Sunday', 'layout: post']) {
    assert(text.includes(kept), `"${kept}" was lost:\n${text}`);
  }
}
