import type { Memento } from 'vscode';
import { contains } from './paths.ts';

const KEY = 'minedPaths';
const MOST = 50;

/** Folders and files that the user has mined, the latest first. */
export function minedPaths(memory: Memento): string[] {
  return memory.get<string[]>(KEY, []);
}

export async function rememberMined(memory: Memento, paths: readonly string[]): Promise<void> {
  await memory.update(KEY, [...new Set([...paths, ...minedPaths(memory)])].slice(0, MOST));
}

/** @param source a forgotten document, or a folder with everything in it; null for everything */
export async function forgetMined(memory: Memento, source: string | null): Promise<void> {
  const kept = source === null ? [] : minedPaths(memory).filter((each) => !contains(source, each));
  await memory.update(KEY, kept.length > 0 ? kept : undefined);
}
