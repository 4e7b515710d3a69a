/** Milliseconds since 1970 as an ISO time in UTC, to the second. */
export function fromMilliseconds(ms: number): string | null {
  if (!(ms >= 0 && ms < Date.UTC(2200, 0))) return null;
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Whether the day exists: `2026-02-30` does not. */
export function isDay(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return ms >= 0 && ms < Date.UTC(2200, 0) && new Date(ms).toISOString().slice(0, 10) === date;
}

/**
 * Whether a text is an ISO date, with or without a time: items are dated in this form, so that dates compare as text.
 */
export function isIsoDate(text: string): boolean {
  const day = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.exec(text)?.[1];
  const ms = day === undefined ? Number.NaN : Date.parse(day);
  return !Number.isNaN(ms) && !Number.isNaN(Date.parse(text)) && new Date(ms).toISOString().slice(0, 10) === day;
}
