/** What axe finds wrong for people who use the side bar's page with a screen reader, the keyboard or poor eyesight. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, Result, RunOptions } from 'axe-core';
import type { Frame } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Rules about what only a page of its own can have; ours is a part of VS Code's window. */
const OF_WHOLE_PAGES = ['region', 'page-has-heading-one', 'landmark-one-main'];

interface Axe {
  run(context: unknown, options: RunOptions): Promise<AxeResults>;
}

/**
 * Every rule broken, or that axe could not decide, with the elements concerned. Undecided contrasts are left to
 * `tooFaint`, which looks inside a button, as axe does not.
 */
export async function axeFindings(frame: Frame): Promise<string[]> {
  const body = frame.locator('body');
  await body.evaluate(
    (_, source) => {
      // biome-ignore lint/security/noGlobalEval: the library comes as a script, and this is a test's own page
      if (!('axe' in globalThis)) globalThis.eval(source);
    },
    readFileSync(AXE, 'utf8'),
  );
  const rules = Object.fromEntries(OF_WHOLE_PAGES.map((rule) => [rule, { enabled: false }]));
  const { passes, violations, incomplete } = await body.evaluate(
    async (page: HTMLElement, options: RunOptions) => {
      // The window shows through the page, and axe does not see what is behind a frame.
      page.style.background = 'var(--vscode-sideBar-background)';
      try {
        return await (globalThis as unknown as { axe: Axe }).axe.run(document, options);
      } finally {
        page.style.background = '';
      }
    },
    { rules },
  );
  if (passes.length < 10) throw new Error(`Only ${passes.length} of axe's rules had anything to look at.`);
  return [...violations, ...incomplete.filter(({ id }) => id !== 'color-contrast')].map(sentence);
}

function sentence({ id, impact, help, nodes }: Result): string {
  return `${id} (${impact}): ${help}: ${nodes.map(({ target, any }) => `${target} ${any[0]?.message}`).join(', ')}`;
}
