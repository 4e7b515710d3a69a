/** Whatever still holds a word: files below folders, and what the page keeps for the editor in the browser. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';

/** @param folders the user's own notes are not among them @returns the places, each with the first word found there */
export async function wordsLeft(page: Page, folders: readonly string[], words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const look = (place: string, bytes: Buffer) => {
    const word = words.find((each) =>
      [Buffer.from(each), Buffer.from(each, 'utf16le')].some((some) => bytes.includes(some)),
    );
    if (word !== undefined) found.push(`${place} (${word})`);
  };
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((each) => each.isFile())) {
      const file = path.join(entry.parentPath, entry.name);
      // What a process deletes meanwhile holds nothing.
      look(path.relative(folder, file), await readFile(file).catch(() => Buffer.alloc(0)));
    }
  }
  for (const [place, text] of await keptInBrowser(page)) look(`browser: ${place}`, Buffer.from(text));
  return found;
}

/** All that the page has stored: settings and the state of window, workspace and extensions. */
function keptInBrowser(page: Page): Promise<[place: string, text: string][]> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const kept: [string, string][] = [['localStorage', JSON.stringify(localStorage)]];
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const db = await done(indexedDB.open(name));
      for (const store of db.objectStoreNames) {
        const values = await done(db.transaction(store).objectStore(store).getAll());
        const text = values.map((value) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value));
        kept.push([`${name} ${store}`, JSON.stringify(text)]);
      }
      db.close();
    }
    return kept;
  });
}
