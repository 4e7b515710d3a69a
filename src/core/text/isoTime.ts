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
