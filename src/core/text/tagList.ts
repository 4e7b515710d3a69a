import type { FieldValue } from './frontMatterFields.ts';

/** Anything longer is not a tag. */
const LONGEST = 80;

/**
 * Tags from a list or a string. A string is split at commas, semicolons or list marks of other scripts; if it has none
 * and `spaces` is given, at spaces. Nested lists are flattened. A leading `#`, brackets of a link and a trailing slash
 * are dropped, characters composed, and a repeated tag counts once.
 */
export function readTags(value: unknown, { spaces = false }: { spaces?: boolean } = {}): string[] {
  const tags = parts(value, spaces)
    .map(cleanTag)
    .filter((tag) => tag !== '' && tag.length <= LONGEST);
  const seen = new Set<string>();
  return tags.filter((tag) => !seen.has(tag.toLowerCase()) && seen.add(tag.toLowerCase()));
}

function parts(value: unknown, spaces: boolean): string[] {
  if (Array.isArray(value)) {
    const [first] = value as FieldValue[];
    // A single entry with commas in it: that entry is the list.
    if (value.length === 1 && typeof first === 'string')
      return /[,，、]/.test(first) ? splitTags(first, false) : [first];
    return (value as FieldValue[]).flatMap((each) => entry(each));
  }
  return typeof value === 'string' ? splitTags(value, spaces) : entry(value);
}

function entry(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(entry);
  if (typeof value !== 'object' || value === null) return [];
  const { name, label = name } = value as { name?: unknown; label?: unknown };
  if (typeof label === 'string') return [label];
  // `tags:`, and below it names with nothing after their colons.
  return Object.values(value).every((each) => each === null) ? Object.keys(value) : [];
}

/** The tags of a list that is written as one string. */
export function splitTags(written: string, spaces: boolean): string[] {
  if (/[,，、]/.test(written)) return written.split(/[,，、]/);
  if (/[;；]/.test(written)) return written.split(/[;；]/);
  if (/\S[ \t]+\|[ \t]+\S/.test(written)) return written.split(/[ \t]\|[ \t]/);
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
    .replace(/^[“”„«‘](.*)[“”»’]$/, '$1')
    .replace(/^(?:#|＃)+/, '')
    .replace(/\/+$/, '')
    .trim();
}
