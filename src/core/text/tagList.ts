import type { FieldValue } from './frontMatterFields.ts';

/** Longer is no tag. */
const LONGEST = 80;

/**
 * Tags from a list or a string. A string is parted at commas, semicolons or list marks of other scripts; where it has
 * none and `spaces` is given, at spaces. Lists within lists are lists. A leading `#`, brackets of a link and a slash at
 * the end are dropped, characters composed, and a repeated tag counts once.
 */
export function readTags(value: unknown, { spaces = false }: { spaces?: boolean } = {}): string[] {
  const tags = parts(value, spaces)
    .map(cleanTag)
    .filter((tag) => tag !== '' && tag.length <= LONGEST);
  const seen = new Set<string>();
  return tags.filter((tag) => !seen.has(tag.toLowerCase()) && seen.add(tag.toLowerCase()));
}

function parts(value: unknown, spaces: boolean): string[] {
  if (Array.isArray(value)) return (value as FieldValue[]).flatMap((each) => entry(each));
  return typeof value === 'string' ? splitTags(value, spaces) : entry(value);
}

function entry(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(entry);
  const name = (value as { name?: unknown } | null | undefined)?.name;
  return typeof name === 'string' ? [name] : [];
}

/** The tags of a list that is written as one string. */
export function splitTags(written: string, spaces: boolean): string[] {
  if (/[,，、]/.test(written)) return written.split(/[,，、]/);
  if (/[;；]/.test(written)) return written.split(/[;；]/);
  if (/^\s*\[\[[^\]]*\]\](?:\s+\[\[[^\]]*\]\])*\s*$/.test(written)) return written.match(/\[\[[^\]]*\]\]/g) ?? [];
  if (/^\s*#\S+(?:\s+#\S+)+\s*$/.test(written)) return written.trim().split(/\s+/);
  return spaces ? written.trim().split(/\s+/) : [written];
}

/** A tag as it is kept. */
export function cleanTag(written: string): string {
  return written
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\[\[([^\]|]*)(?:\|[^\]]*)?\]\]$/, '$1')
    .replace(/^(?:#|＃)+/, '')
    .replace(/\/+$/, '')
    .trim();
}
