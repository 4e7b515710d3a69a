/** A workspace of two folders behind a proxy: where the extension looks, and how it reaches the network. */
import assert from 'node:assert/strict';
import type { FakeHub } from '../unit/model/fakeHub.ts';
import { DRAFT } from './notes.ts';
import type { Workbench } from './page.ts';
import type { WebProxy } from './proxy.ts';
import { type Test, until } from './testing.ts';

/** The name by which only the proxy reaches the Hub. */
export const HUB_HOST = 'hub.ownhand.test';

export interface PlacesJourney {
  workbench: Workbench;
  hub: FakeHub;
  proxy: WebProxy;
  /** Documents in all folders of the workspace. */
  documents: number;
}

export function placesJourney({ workbench, hub, proxy, documents }: PlacesJourney): Test[] {
  const done = workbench.page.locator('.getting-started-step .codicon.complete');
  const openWalkthrough = async () => {
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.waitForQuickPick(10);
    await workbench.page.locator('.quick-input-widget .quick-input-box input').fill('Ownhand');
    await workbench.chooseQuickPick('Write with Ownhand');
    await workbench.page.locator('.getting-started-step').first().waitFor();
  };
  return [
    {
      name: 'the walkthrough has four steps, none of them done',
      run: async () => {
        await openWalkthrough();
        const titles = workbench.page.locator('.getting-started-step .step-title');
        await until('its steps are listed', 10, async () => (await titles.count()) === 4);
        assert.equal(await done.count(), 0);
      },
    },
    {
      name: 'a model comes through the proxy of the editor’s settings, and the download continues where the connection broke',
      run: async () => {
        await workbench.openFile(DRAFT);
        await workbench.waitForStatusBar(/Ownhand/, 30);
        await workbench.runCommand('Ownhand: Choose Language Model');
        await workbench.chooseQuickPick('Another model…');
        await workbench.chooseQuickPick('A model from the Hugging Face Hub…');
        const widget = workbench.page.locator('.quick-input-widget');
        await widget.getByText('Hub id, as in').waitFor();
        await widget.locator('.quick-input-box input').fill('org/tiny');
        await workbench.press('Enter');
        await workbench.waitForNotification(/The language model is ready/, 120);
        // The editor itself asks for its gallery.
        assert(
          proxy.requests.some((request) => request.includes(HUB_HOST)),
          `the proxy was asked for ${proxy.requests.join(', ') || 'nothing'}`,
        );
        const weights = hub.requests.filter(({ file }) => file === 'model.safetensors');
        assert.deepEqual(
          weights.map(({ from }) => from > 0),
          [false, true],
        );
        await workbench.clearNotifications();
      },
    },
    {
      name: 'Learn from My Notes offers a workspace of several folders as a whole',
      run: async () => {
        await workbench.runCommand('Ownhand: Learn from My Notes');
        await workbench.waitForQuickPick(10);
        await workbench.chooseQuickPick('This folder');
        await workbench.waitForNotification(new RegExp(`Ownhand knows ${documents} notes of yours`), 60);
        await workbench.clearNotifications();
      },
    },
    {
      name: 'the walkthrough has ticked off what was done meanwhile, and no more',
      run: async () => {
        await openWalkthrough();
        await until('one step is done', 20, async () => (await done.count()) === 1);
        await workbench.screenshot('11-walkthrough');
      },
    },
    {
      name: 'Report a Problem shows a document to read, before anything goes anywhere',
      run: async () => {
        const asked = () => proxy.requests.filter((request) => request.includes(HUB_HOST)).length;
        const before = asked();
        await workbench.runCommand('Ownhand: Report a Problem');
        await workbench.page.locator('.view-line', { hasText: 'Ownhand: a problem' }).waitFor({ timeout: 60_000 });
        await workbench.screenshot('11-report');
        assert.equal(asked(), before);
      },
    },
  ];
}
