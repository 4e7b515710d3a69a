import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countWords } from '../../src/core/text/prose.ts';
import { readTags } from '../../src/core/text/tagList.ts';
import { cleanReadme } from './readme.ts';

/** One line of a `.jsonl` of items, in the form `mine` reads. */
interface DemoItem {
  id: string;
  date: null;
  /** The package's description. */
  title: string;
  /** The package's keywords. */
  tags: string[];
  /** The README's own prose and code. */
  text: string;
}

/** Someone who wrote the READMEs of installed packages. */
export interface DemoAuthor {
  name: string;
  /** By package name: READMEs carry no date, and this order is the same on every machine. */
  items: DemoItem[];
  words: number;
}

/** READMEs shorter than this, once cleaned, say too little. */
const MIN_WORDS = 60;
/** A block found in this many of an author's READMEs is boilerplate. */
const MAX_REPEATS = 2;

/**
 * Real authors found in the installed packages: their maintainers, with their READMEs, most words first. The first has
 * enough writing for the demo; the second is the control, another person's writing.
 * @param folder a `node_modules` folder
 */
export async function readmeAuthors(folder: string): Promise<DemoAuthor[]> {
  const packages = (await Promise.all((await packageFolders(folder)).map(readPackage))).filter((read) => read !== null);
  const byAuthor = Map.groupBy(packages, ({ author }) => author);
  const authors = [...byAuthor].map(([name, own]) => {
    const sorted = own.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const items = withoutBoilerplate(sorted);
    return { name, items, words: items.reduce((sum, { text }) => sum + countWords(text), 0) };
  });
  return authors
    .filter(({ items }) => items.length > 0)
    .sort((a, b) => b.words - a.words || (a.name < b.name ? -1 : 1));
}

interface Package {
  name: string;
  author: string;
  description: string;
  keywords: string[];
  /** Top-level blocks of the README, cleaned. */
  blocks: string[];
}

/** Folders of the packages in it, including scoped ones. */
async function packageFolders(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  const scopes = names.filter((name) => name.startsWith('@'));
  const scoped = await Promise.all(
    scopes.map(async (scope) => (await readdir(join(folder, scope))).map((name) => join(folder, scope, name))),
  );
  return [...names.filter((name) => !name.startsWith('@')).map((name) => join(folder, name)), ...scoped.flat()];
}

/** Null for a package without a person as author, a README or a description. */
async function readPackage(folder: string): Promise<Package | null> {
  try {
    const json = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    const readme = (await readdir(folder)).find((name) => /^readme\.(?:md|markdown)$/i.test(name));
    const author = personOf(json.author);
    if (!readme || author === '' || typeof json.name !== 'string' || typeof json.description !== 'string') return null;
    const blocks = cleanReadme(await readFile(join(folder, readme), 'utf8'));
    return { name: json.name, author, description: json.description, keywords: readTags(json.keywords ?? []), blocks };
  } catch {
    // A folder that is not a package: caches, links that lead nowhere.
    return null;
  }
}

/** `Jo Doe <jo@example.com> (https://example.com)` or `{ name }`. */
function personOf(author: unknown): string {
  const name = typeof author === 'object' && author !== null && 'name' in author ? author.name : author;
  return typeof name === 'string' ? name.replace(/[<(].*$/, '').trim() : '';
}

/** Items of one author without the blocks that recur from README to README, whatever package they name. */
function withoutBoilerplate(packages: Package[]): DemoItem[] {
  const keyOf = (block: string, name: string) =>
    block.replaceAll(name, '').replace(/\d+/g, '').replace(/\s+/g, ' ').trim().toLowerCase();
  const uses = new Map<string, Set<string>>();
  for (const { name, blocks } of packages) {
    for (const block of blocks) {
      const key = keyOf(block, name);
      uses.set(key, (uses.get(key) ?? new Set()).add(name));
    }
  }
  return packages.flatMap(({ name, description, keywords, blocks }) => {
    // An opening that repeats the description would hand the title task its answer.
    const body = blocks.length > 0 && repeats(blocks[0]!, description) ? blocks.slice(1) : blocks;
    const own = body.filter((block) => isHeading(block) || uses.get(keyOf(block, name))!.size <= MAX_REPEATS);
    const text = dropEmptySections(own).join('\n\n');
    if (countWords(text) < MIN_WORDS) return [];
    return [{ id: `readme-${name}`, date: null, title: description.replace(/\s+/g, ' ').trim(), tags: keywords, text }];
  });
}

/** Most words of the description are in the block, and it says little more. */
function repeats(block: string, description: string): boolean {
  const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const [inBlock, inTitle] = [wordsOf(block), wordsOf(description)];
  const shared = [...inTitle].filter((word) => inBlock.has(word)).length;
  return shared >= 0.7 * inTitle.size && inBlock.size <= 2 * inTitle.size;
}

/** Drops headings with nothing left below them. */
function dropEmptySections(blocks: string[]): string[] {
  const kept: string[] = [];
  // From the end, a heading stays if what follows is text or a deeper heading.
  for (const block of blocks.toReversed()) {
    const next = kept.at(-1);
    const empty = next === undefined || (isHeading(next) && depthOf(next) <= depthOf(block));
    if (!(isHeading(block) && empty)) kept.push(block);
  }
  return kept.reverse();
}

function isHeading(block: string): boolean {
  return /^#{1,6} /.test(block);
}

function depthOf(heading: string): number {
  return heading.indexOf(' ');
}
