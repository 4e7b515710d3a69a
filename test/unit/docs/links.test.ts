import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGE } from '../../../scripts/packaging/stage.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const PAGES = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((page) => fs.existsSync(path.join(ROOT, page)) && !page.startsWith('test/fixtures/'));

/** Anchors in the form GitHub makes from headings. */
function anchorsOf(markdown: string): Set<string> {
  const headings = withoutCode(markdown).matchAll(/^#{1,6} (.*)$/gm);
  return new Set(
    [...headings].map(([, text]) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/^ {4}.*$/gm, '');
}

/** Targets of links and pictures in this repository. */
function targetsOf(markdown: string): string[] {
  const links = withoutCode(markdown)
    .replace(/`[^`\n]*`/g, '')
    .matchAll(/\]\(([^)\s]+)\)/g);
  return [...links].map(([, target]) => target).filter((target) => !/^[a-z]+:/.test(target));
}

describe('links in the documents', () => {
  it.each(PAGES)('of %s lead somewhere', (page) => {
    const markdown = fs.readFileSync(path.join(ROOT, page), 'utf8');
    const broken = targetsOf(markdown).filter((target) => {
      const [file, anchor] = target.split('#');
      // The extension's page is the package's README, at its root.
      const folder = page === PAGE ? '' : path.dirname(page);
      const to = file === '' ? page : path.join(folder, file);
      if (!fs.existsSync(path.join(ROOT, to))) return true;
      return anchor !== undefined && !anchorsOf(fs.readFileSync(path.join(ROOT, to), 'utf8')).has(anchor);
    });
    expect(broken).toEqual([]);
  });
});
