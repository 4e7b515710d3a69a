/** Numbers, times and sizes as a language writes them; `language` is its code, as in `lang`. */

/** Seconds as a person says them: `40 s`, `3 min`, `1 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** A time as a clock of 24 hours shows it, with the weekday where it is not today: `14:30`, `Fri 06:00`. */
export function clock(time: number, now: number, language: string): string {
  const today = new Date(time).toDateString() === new Date(now).toDateString();
  return new Date(time).toLocaleString(language === 'en' ? 'en-GB' : language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    weekday: today ? undefined : 'short',
  });
}

/** `46,000`, in German `46.000`. */
export function whole(count: number, language: string): string {
  return count.toLocaleString(language, { maximumFractionDigits: 0 });
}

/** `0.80`, in German `0,80`. */
export function decimal(value: number, places: number, language: string): string {
  return value.toLocaleString(language, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
    useGrouping: false,
  });
}

/** `1 document`, `46,000 words`. */
export function counted(count: number, one: string, many: string, language: string): string {
  return `${whole(count, language)} ${count === 1 ? one : many}`;
}

/** Bytes in decimal units: `98 MB`, `1.4 GB`. */
export function fileSize(bytes: number, language: string): string {
  if (bytes >= 1e9) return `${decimal(bytes / 1e9, 1, language)} GB`;
  if (bytes >= 1e6) return `${Math.round(bytes / 1e6)} MB`;
  return `${Math.round(bytes / 1e3)} kB`;
}
