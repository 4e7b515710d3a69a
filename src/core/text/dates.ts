/**
 * Reads a date as people write it in front matter. A day stays a day; a time of day is turned to UTC.
 * @returns `2026-11-22` or `2026-11-22T10:00:00Z`, or null where it is no date between 1970 and 2200
 */
export function readDate(value: unknown): string | null {
  if (value instanceof Date) return fromMilliseconds(value.getTime());
  if (typeof value !== 'string') return null;
  const text = value.trim();
  const parts = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(\S+)?)?$/.exec(
    text,
  );
  if (parts) {
    const [, year, month, day, time, zone] = parts;
    const date = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
    if (!isDay(date)) return null;
    if (time === undefined) return date;
    return fromMilliseconds(Date.parse(`${date}T${time.padStart(5, '0')}${readZone(zone)}`)) ?? date;
  }
  // Long forms: "22 November 2026", "Nov 22, 2026", "Sun, 22 Nov 2026 10:00:00 +0000".
  if (!/\p{L}{3}/u.test(text) || !/\d{4}/.test(text)) return null;
  if (/\d:\d/.test(text)) return fromMilliseconds(Date.parse(text));
  return fromMilliseconds(Date.parse(`${text} UTC`))?.slice(0, 10) ?? null;
}

/** The day named by a file or its folders, as blogs do: `2026-11-22-title.md`, `2026/11/22/title.md`, `20261122.md`. */
export function dateInPath(path: string): string | null {
  const normal = path.replaceAll('\\', '/');
  const matches = normal.matchAll(/(?<!\d)((?:19|20)\d{2})([-_./]?)(\d{2})\2(\d{2})(?!\d)/g);
  // The last one counts: a file's own name says more than its folders.
  return [...matches].map((m) => `${m[1]}-${m[3]}-${m[4]}`).findLast(isDay) ?? null;
}

/** Milliseconds since 1970 as an ISO time in UTC, to the second. */
export function fromMilliseconds(ms: number): string | null {
  if (!(ms >= 0 && ms < Date.UTC(2200, 0))) return null;
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Whether the day exists: `2026-02-30` does not. */
function isDay(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return ms >= 0 && ms < Date.UTC(2200, 0) && new Date(ms).toISOString().slice(0, 10) === date;
}

function readZone(zone: string | undefined): string {
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  return offset ? `${offset[1]}${offset[2]}:${offset[3] ?? '00'}` : 'Z';
}
