/** Seconds as a person says them: `40 s`, `3 min`, `1 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** A time as a clock shows it, with the weekday if it is not today: `14:30`, `Fri 06:00`. */
export function clock(time: number, now: number): string {
  const today = new Date(time).toDateString() === new Date(now).toDateString();
  return new Date(time).toLocaleString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    weekday: today ? undefined : 'short',
  });
}

/** `1 document`, `46,000 words`. */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** Bytes in decimal units: `98 MB`, `1.4 GB`. */
export function fileSize(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${Math.round(bytes / 1e6)} MB`;
  return `${Math.round(bytes / 1e3)} kB`;
}
