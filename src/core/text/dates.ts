import { fromMilliseconds, isDay } from './isoTime.ts';
import { readWrittenDate } from './writtenDates.ts';

/** Forms of a date field, inside whatever marks surround it. */
const LONGEST = 120;

/**
 * Reads a date as people write it in front matter. A day stays a day; a time of day is converted to UTC, and one
 * without a zone is taken as it is.
 * @param language the document's language, asked for only if `3/5/2019` is ambiguous or a month's name belongs to
 * several languages; without it such a date is rejected
 * @returns `2026-11-22` or `2026-11-22T10:00:00Z`, or null if it is not a date between 1970 and 2200
 */
export function readDate(value: unknown, language: () => string | null = () => null): string | null {
  if (Array.isArray(value)) return value.length > 0 && value.length < 4 ? readDate(value[0], language) : null;
  if (value instanceof Date) return fromMilliseconds(value.getTime());
  if (typeof value === 'number') return readDigits(String(value));
  if (typeof value !== 'string' || value.length > LONGEST) return null;
  const text = unwrapped(value);
  return readDigits(text) ?? readIso(text) ?? readIsoWeek(text) ?? readWrittenDate(text, language);
}

/**
 * The day in the name of a file or its folders, as blogs do: `2026-11-22-title.md`, `2026/11/22/title.md`,
 * `20261122.md`, and with the time as notes are numbered: `202611221030.md`. Chinese and Japanese names count too.
 */
export function dateInPath(path: string): string | null {
  const normal = path.replaceAll('\\', '/');
  const matches = normal.matchAll(/(?<!\d)((?:19|20)\d{2})([-_./]?)(\d{2})\2(\d{2})(?!\d)/g);
  const numbered = normal.matchAll(
    /(?<!\d)((?:19|20)\d{2})()(\d{2})(\d{2})(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?!\d)/g,
  );
  const signs = normal.matchAll(/(?<!\d)((?:19|20)\d{2})([年년]) ?(\d{1,2})[月월] ?(\d{1,2})[日일]/g);
  // The last one counts: a file's own name says more than its folders.
  return (
    [...matches, ...numbered, ...signs]
      .toSorted((a, b) => a.index - b.index)
      .map((m) => `${m[1]}-${m[3]!.padStart(2, '0')}-${m[4]!.padStart(2, '0')}`)
      .findLast(isDay) ?? null
  );
}

/** Without the marks of a link, an Org date or quotes: `[[2020-12-21|x]]`, `<2020-12-21 Mon>`, `"2020-12-21"`. */
function unwrapped(written: string): string {
  let text = written.normalize('NFKC').trim();
  for (let i = 0; i < 3; i++) {
    const inner =
      /^\[\[(.*?)\]\]$/
        .exec(text)?.[1]
        ?.replace(/\|.*$/, '')
        .replace(/#.*$/, '')
        .replace(/^.*\/(?=[^/]*\d{4}-?\d\d-?\d\d)/, '') ??
      /^\[([^[\]]*)\](?:\([^()]*\)|--.*)?$/.exec(text)?.[1] ??
      /^<([^<>]*)>(?:--.*)?$/.exec(text)?.[1] ??
      /^(["'“„«])(.*)["'”“»]$/.exec(text)?.[2];
    if (inner === undefined) break;
    text = inner.trim();
  }
  // Of a range of days, the beginning counts; what follows a number sign is a note.
  return text
    .replace(/\.md$/, '')
    .replace(/\s#.*$/, '')
    .replace(/^[~≈]\s*/, '')
    .replace(/^(\d{4}-\d\d-\d\d)\s*(?:\/|to|until|bis|au?|до|–|—|--?|→)\s*\d{4}-\d\d-\d\d$/, '$1');
}

/** Days and times in digits alone: `20201221`, `202012210348`, and seconds or milliseconds since 1970. */
function readDigits(text: string): string | null {
  const digits = /^(\d{8,19})(?:\.\d{1,9})?$/.exec(text)?.[1];
  if (digits === undefined) return null;
  const parts = /^((?:19|20|21)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)?(\d\d)?\d{0,3})?$/.exec(digits);
  if (parts && [8, 12, 14, 17].includes(digits.length)) {
    const [, year, month, day, hour, minute = '00', second = '00'] = parts;
    const date = `${year}-${month}-${day}`;
    const time = hour === undefined ? date : fromMilliseconds(Date.parse(`${date}T${hour}:${minute}:${second}Z`));
    if (isDay(date) && time !== null) return time;
  }
  // Nine or ten digits are seconds, 12 or 13 milliseconds, 16 microseconds, 19 nanoseconds.
  const scale = { 9: 1e3, 10: 1e3, 12: 1, 13: 1, 16: 1e-3, 19: 1e-6 }[digits.length];
  return scale === undefined ? null : fromMilliseconds(Number(digits) * scale);
}

const ISO =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:(?:[T\s_]+|\s*[,–-]\s*)(\d{1,2})[:.h-]?(\d{2})(?:[:.-]?(\d{2}))?(?:[.,]\d+)?\s*(\S+?)?(?:\[[\w/+-]+\])?)?$/;
/** ISO's short form, and that of file names. */
const COMPACT = /^(\d{4})(\d{2})(\d{2})[T_-](\d{2}):?(\d{2})(?::?(\d{2}))?(?:[.,]\d+)?([Zz]|[+-]\d{2}:?\d{2})?$/;

/** `2020-12-21`, with other marks between, and a time of day in 24 hours, with or without a zone. */
function readIso(text: string): string | null {
  const parts = ISO.exec(text) ?? COMPACT.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, zone = ''] = parts;
  const date = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  if (!isDay(date)) return null;
  if (hour === undefined) return date;
  const time = `${hour.padStart(2, '0')}:${minute}${second ? `:${second}` : ''}`;
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (zone !== '' && !offset && zone !== 'Z') return null;
  const written = `${date}T${time}${offset ? `${offset[1]}${offset[2]}:${offset[3] ?? '00'}` : 'Z'}`;
  return fromMilliseconds(Date.parse(written)) ?? date;
}

/** `2019-W18`, as weekly notes are dated, and `2019-W18-5`: weeks begin on Monday, and the first has the 4th of January (ISO 8601). */
function readIsoWeek(text: string): string | null {
  const parts = /^(\d{4})-?W(\d{2})(?:-?([1-7]))?$/i.exec(text);
  if (!parts) return null;
  const [year, week, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 1)];
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = 4 - ((fourth.getUTCDay() + 6) % 7);
  if (week < 1 || week > 53) return null;
  const date = new Date(Date.UTC(year, 0, monday + 7 * (week - 1) + day - 1)).toISOString().slice(0, 10);
  return isDay(date) ? date : null;
}
