/** VS Code's window as a user sees it: what can be clicked, typed and read. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, type Dialog, type Frame, type Locator, type Page } from 'playwright-core';
import { VIEWS, type ViewName } from '../../src/extension/sidebar/messages.ts';
import { until } from './testing.ts';

/** For the window itself to load, on a computer with other work. */
export const LOAD_MS = 180_000;
/** For a list to open and settle; a busy computer is slow at it. */
const PICK_MS = 20_000;
const SCREENSHOTS = path.join(import.meta.dirname, 'screenshots');

/** Starts a headless Chromium that reaches this machine and nothing else. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    ],
  });
}

/**
 * Address of a folder, or of a workspace's file, in VS Code; `payload` has what the desktop takes as command-line
 * options.
 */
export function folderUrl(serverUrl: string, folder: string, payload: [string, string][] = []): string {
  const url = new URL(serverUrl);
  url.searchParams.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', folder);
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

export class Workbench {
  readonly page: Page;
  readonly folder: string;

  private constructor(page: Page, folder: string) {
    this.page = page;
    this.folder = folder;
  }

  /** Opens a folder in a new window and waits until its files are listed. */
  static async open(
    browser: Browser,
    serverUrl: string,
    folder: string,
    payload: [string, string][] = [],
  ): Promise<Workbench> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(60_000);
    await page.goto(folderUrl(serverUrl, folder, payload), { timeout: LOAD_MS });
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: LOAD_MS });
    return new Workbench(page, folder);
  }

  /** Reloads the window, as after it was closed, and waits until its editor is back. */
  async reload(): Promise<void> {
    const agree = (dialog: Dialog) => void dialog.accept();
    this.page.on('dialog', agree);
    await this.page.reload();
    this.page.off('dialog', agree);
    await this.page.locator('.tab.active').first().waitFor({ timeout: LOAD_MS });
  }

  // Keys and commands

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text: string, delayMs = 40): Promise<void> {
    await this.page.keyboard.type(text, { delay: delayMs });
  }

  /** Runs a command by its full title, such as `Ownhand: Mine My Writing`, from the command palette. */
  async runCommand(title: string): Promise<void> {
    const row = this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first();
    await this.#pickIn('F1', `>${title}`, row);
    const input = this.page.locator('.quick-input-widget .quick-input-box input');
    // A command may show a quick pick of its own in the same place, which must not be mistaken for the palette.
    await until('the command palette is gone', 10, async () => {
      return !(await input.isVisible()) || !(await input.inputValue()).startsWith('>');
    });
  }

  /** Opens a list by its key, types into it, and clicks a row. */
  async #pickIn(key: string, text: string, row: Locator): Promise<void> {
    // A page that is still loading, such as the walkthrough's, takes the focus when it is ready, and the list is gone.
    for (let tries = 3; tries > 0; tries--) {
      await this.press(key);
      try {
        await this.page.locator('.quick-input-widget .quick-input-box input').fill(text, { timeout: PICK_MS });
        await row.click({ timeout: PICK_MS });
        return;
      } catch (error) {
        if (tries === 1) throw error;
        await this.press('Escape');
      }
    }
  }

  // Files and editors

  /** Opens a file of the folder by its name, and puts the cursor at its end. */
  async openFile(name: string): Promise<void> {
    // The exact name, and in the first row: until the list is filtered, rows move under the mouse.
    const exactly = new RegExp(`^${path.basename(name).replaceAll('.', '\\.')}$`);
    const label = this.page.locator('.label-name', { hasText: exactly });
    const row = this.page.locator('.quick-input-list .monaco-list-row[data-index="0"]', { has: label });
    await this.#pickIn('Control+P', name, row);
    await this.page.locator(`.tab.active[data-resource-name="${path.basename(name)}"]`).waitFor();
    await this.page.locator('.editor-instance .view-line').first().waitFor();
    await this.focusEditor();
    await this.press('Control+End');
  }

  async focusEditor(): Promise<void> {
    await this.page.locator('.editor-group-container.active .view-lines').first().click();
  }

  /** Saves the active file and returns what is then on disk. */
  async savedText(name: string): Promise<string> {
    const tab = this.page.locator(`.tab.active[data-resource-name="${path.basename(name)}"]`);
    // Repeatedly, because an edit may come in just after a save.
    await until(`${name} is saved`, 10, async () => {
      await this.press('Control+S');
      return !(await tab.getAttribute('class'))?.includes('dirty');
    });
    return readFile(path.join(this.folder, name), 'utf8');
  }

  /** The suggestion shown after the cursor, lines joined by newlines; empty when none is shown. */
  async ghostText(): Promise<string> {
    const lines = await this.page.locator('.editor-group-container.active').evaluateAll((editors) => {
      const text = (selector: string) =>
        editors.flatMap((editor) => [...editor.querySelectorAll(selector)].map((node) => node.textContent ?? ''));
      const inline = text('.ghost-text-decoration, .ghost-text-decoration-preview').join('');
      const below = text('.suggest-preview-text .ghost-text');
      return inline === '' && below.length === 0 ? [] : [inline, ...below];
    });
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /**
   * The line of the cursor, its grey text included, at each frame that is drawn while something is done.
   * @returns the texts that differ from the one before
   */
  async framesWhile(act: () => Promise<void>): Promise<string[]> {
    await this.page.evaluate(() => {
      const seen: string[] = [];
      const look = () => {
        const lines = document.querySelectorAll('.editor-group-container.active .view-line');
        const line = [...lines].find((each) => each.querySelector('[class*="ghost-text"]')) ?? lines[lines.length - 1];
        const text = (line?.textContent ?? '').replaceAll('\u00a0', ' ');
        if (text !== seen.at(-1)) seen.push(text);
        if (!Object.hasOwn(window, 'framesSeen')) return;
        requestAnimationFrame(look);
      };
      Object.assign(window, { framesSeen: seen });
      requestAnimationFrame(look);
    });
    await act();
    return this.page.evaluate(() => {
      const { framesSeen } = window as unknown as { framesSeen: string[] };
      Reflect.deleteProperty(window, 'framesSeen');
      return framesSeen;
    });
  }

  /** Waits for a suggestion and gives its text. */
  waitForGhostText(seconds: number): Promise<string> {
    return until('ghost text is shown', seconds, async () => (await this.ghostText()) || undefined);
  }

  /** Asks for a suggestion by its command, as often as necessary: automatically, an unsure one is not shown. */
  askForGhostText(seconds: number): Promise<string> {
    let asked = Number.NEGATIVE_INFINITY;
    return until('ghost text is shown', seconds, async () => {
      // Asking again cancels the earlier request, so a busy machine is given time to answer.
      if (performance.now() - asked > 15_000) {
        await this.runCommand('Trigger Inline Suggestion');
        asked = performance.now();
      }
      await this.page.waitForTimeout(500);
      return (await this.ghostText()) || undefined;
    });
  }

  // What VS Code asks and tells

  /** Labels of the rows of an open quick pick, excluding the command palette. */
  async quickPickItems(): Promise<string[]> {
    const widget = this.page.locator('.quick-input-widget');
    if (!(await widget.isVisible())) return [];
    if ((await widget.locator('.quick-input-box input').inputValue()).startsWith('>')) return [];
    // The first line of a row; the second is its detail.
    return widget.locator('.monaco-list-row .quick-input-list-row:first-child .label-name').allInnerTexts();
  }

  /** Everything that the rows of an open quick pick say. */
  quickPickRows(): Promise<string[]> {
    return this.page.locator('.quick-input-widget .monaco-list-row').allInnerTexts();
  }

  /** Waits until a quick pick lists something, and returns its rows. */
  waitForQuickPick(seconds: number): Promise<string[]> {
    return until('a quick pick lists something', seconds, async () => {
      const items = await this.quickPickItems();
      return items.length > 0 && items;
    });
  }

  async chooseQuickPick(label: string): Promise<void> {
    await this.page.locator('.quick-input-widget .monaco-list-row', { hasText: label }).first().click();
  }

  /** Ticks exactly these rows of a quick pick with check boxes; returns their labels. */
  async tickOnly(labels: string[]): Promise<string[]> {
    const boxes = this.page.locator('.quick-input-widget .monaco-list-row .monaco-checkbox');
    await until('the rows have check boxes', 10, async () => (await boxes.filter({ visible: true }).count()) > 0);
    for (const row of await this.page.locator('.quick-input-widget .monaco-list-row').all()) {
      const label = (await row.locator('.label-name').first().textContent()) ?? '';
      const ticked = (await row.locator('.monaco-checkbox.checked, input:checked').count()) > 0;
      if (ticked !== labels.includes(label)) await row.click();
    }
    return labels;
  }

  /** What a quick pick or an input box says above and below its field. */
  async quickInputTexts(): Promise<string> {
    const texts = this.page.locator('.quick-input-widget .quick-input-title, .quick-input-widget .quick-input-message');
    return (await texts.allInnerTexts()).join('\n');
  }

  /** Opens the lightbulb's menu at the cursor by its key, once the lightbulb is shown; returns its entries. */
  async openLightbulb(): Promise<string[]> {
    const bulb = this.page
      .locator('.editor-group-container.active')
      .locator('.lightBulbWidget, [class*="lightbulb"], [class*="light-bulb"]');
    await until('the lightbulb is shown', 30, async () => (await bulb.filter({ visible: true }).count()) > 0);
    await this.press('Control+.');
    const rows = this.page.locator('.action-widget .monaco-list-row .title');
    await rows.first().waitFor();
    return rows.allInnerTexts();
  }

  /** Labels in the list of completions, once it shows any. */
  waitForCompletions(seconds: number): Promise<string[]> {
    const labels = this.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
    return until('completions are listed', seconds, async () => {
      const texts = await labels.allInnerTexts();
      return texts.length > 0 && texts;
    });
  }

  /** Types a path into VS Code's own file dialog. */
  async chooseFile(file: string): Promise<void> {
    const widget = this.page.locator('.quick-input-widget');
    const input = widget.locator('.quick-input-box input');
    const row = widget.locator('.monaco-list-row', { hasText: path.basename(file) }).first();
    await until('the file dialog is open', 10, async () => (await input.inputValue()).startsWith('/'));
    // While the dialog is still listing its first folder, it replaces what is typed with that folder's path.
    await until(`the file dialog takes ${file}`, 30, async () => {
      await input.fill(file);
      await row.waitFor({ timeout: 3000 }).catch(() => undefined);
      await this.page.waitForTimeout(300);
      if ((await input.inputValue()) === file) await this.press('Enter');
      return widget.waitFor({ state: 'hidden', timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** Texts of the notifications on the screen, progress included. */
  notifications(): Promise<string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  }

  waitForNotification(pattern: RegExp, seconds: number): Promise<string> {
    return until(`a notification like ${pattern}`, seconds, async () => {
      return (await this.notifications()).find((text) => pattern.test(text));
    });
  }

  /** Labels of the buttons of the notifications on the screen. */
  notificationButtons(): Promise<string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item .monaco-text-button').allInnerTexts();
  }

  /** Texts of the notifications that do not fit on their line and end in an ellipsis. */
  cutNotifications(): Promise<string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item-message').evaluateAll((messages) => {
      return messages
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map((message) => message.textContent ?? '');
    });
  }

  /** Waits for a question that must be answered, takes a picture of it, and presses a button. */
  async dialog(pattern: RegExp, picture: string, button: string): Promise<void> {
    const box = this.page.locator('.monaco-dialog-box');
    await until(`a dialog like ${pattern}`, 20, async () => pattern.test((await box.allInnerTexts()).join('\n')));
    await this.screenshot(picture);
    await box.getByRole('button', { name: button, exact: true }).click();
    await box.waitFor({ state: 'hidden' });
  }

  /** Presses a button of a question if one is asked within a moment. */
  async agree(button: string): Promise<void> {
    const box = this.page.locator('.monaco-dialog-box');
    const asked = await box.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
    if (asked) await box.getByRole('button', { name: button, exact: true }).click();
  }

  /** Titles that the command palette offers for a typed text. */
  async paletteEntries(typed: string): Promise<string[]> {
    await this.press('F1');
    await this.page.locator('.quick-input-widget .quick-input-box input').fill(`>${typed}`);
    await this.page.waitForTimeout(1500);
    const titles: string[] = [];
    // The list draws only what is visible.
    for (let at = 0; at < 60; at++) {
      const focused = this.page.locator('.quick-input-list .monaco-list-row.focused');
      const label = await focused.getAttribute('aria-label');
      if (label === null || titles.includes(label)) break;
      titles.push(label);
      await this.press('ArrowDown');
    }
    await this.press('Escape');
    return titles;
  }

  clearNotifications(): Promise<void> {
    return this.runCommand('Notifications: Clear All Notifications');
  }

  /** Texts of the status bar's items. */
  statusBar(): Promise<string[]> {
    return this.page.locator('.statusbar-item').allInnerTexts();
  }

  waitForStatusBar(pattern: RegExp, seconds: number): Promise<string> {
    return until(`a status bar item like ${pattern}`, seconds, async () => {
      return (await this.statusBar()).find((text) => pattern.test(text));
    });
  }

  // The side bar

  /** Shows the view container with this title. */
  async openSidebar(title: string): Promise<void> {
    const icon = this.page.locator(`a.action-label[aria-label^="${title}"]`);
    const item = this.page.locator('.activitybar .action-item', { has: icon });
    await item.waitFor();
    const checked = this.page.locator('.activitybar .action-item.checked', { has: icon });
    const shown = () =>
      checked.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    // A loading window may be about to show it by itself, and a click would then hide it.
    for (let tries = 0; tries < 5 && !(await shown()); tries++) await item.click();
    await checked.waitFor();
  }

  /** The page of one of the side bar's views, once it has drawn itself. */
  viewFrame(view: ViewName = 'suggestions'): Promise<Frame> {
    return until(`the page of the view "${view}" is there`, 30, async () => {
      for (const frame of this.page.frames()) {
        const app = frame.locator(`#app[data-view="${view}"]`);
        if ((await app.count().catch(() => 0)) > 0 && (await app.isVisible())) return frame;
      }
      return undefined;
    });
  }

  /** Drags the side bar's edge until it is this wide, in pixels. */
  async resizeSidebar(width: number): Promise<void> {
    const part = this.page.locator('.part.sidebar');
    const box = await part.boundingBox();
    if (!box) throw new Error('The side bar is not shown.');
    const edge = box.x + box.width;
    const y = box.y + box.height / 2;
    await this.page.mouse.move(edge, y);
    await this.page.waitForTimeout(400);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width, y, { steps: 4 });
    await this.page.mouse.up();
    await this.page.waitForTimeout(600);
  }

  /** Opens a view of the side bar that is folded up. */
  async unfold(title: string): Promise<void> {
    const header = this.page.locator('.split-view-view .pane-header', { hasText: title }).first();
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
  }

  /** Chooses a colour theme by its name, and waits until the side bar's page has it. */
  async chooseTheme(name: string, kind: 'vscode-light' | 'vscode-dark' | 'vscode-high-contrast'): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.waitForQuickPick(10);
    await this.page.locator('.quick-input-widget .quick-input-box input').fill(name);
    await this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${name}"]`).first().click();
    await (await this.viewFrame()).locator(`body.${kind}`).waitFor();
  }

  /** What the open views of the side bar say, from top to bottom. */
  async sidebarText(): Promise<string> {
    const texts = new Map<string, string>();
    for (const frame of this.page.frames()) {
      const app = frame.locator('#app[data-view]');
      const view =
        (await app.count().catch(() => 0)) > 0 ? await app.getAttribute('data-view').catch(() => null) : null;
      if (view !== null) texts.set(view, await app.innerText().catch(() => ''));
    }
    return VIEWS.map((view) => texts.get(view) ?? '')
      .join('\n')
      .replaceAll('\u00a0', ' ');
  }

  /** Waits until the side bar says something. */
  sidebarSays(pattern: RegExp, seconds: number): Promise<true> {
    return until(`the side bar says ${pattern}`, seconds, async () => pattern.test(await this.sidebarText()));
  }

  /** Saves a picture of the window as `test/vscode/screenshots/NAME.png`. */
  async screenshot(name: string): Promise<string> {
    await mkdir(SCREENSHOTS, { recursive: true });
    const file = path.join(SCREENSHOTS, `${name}.png`);
    await this.page.screenshot({ path: file, animations: 'disabled' });
    return file;
  }
}
