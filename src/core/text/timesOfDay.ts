/** A time of day, its zone, and what is left of the text. */
export interface Clock {
  /** `21:05:07`. */
  time: string;
  /** As written; empty for none. */
  zone: string;
  rest: string;
}

const HALF = '(?:[ap]\\.? ?m\\.?(?![\\p{L}])|[ap](?=\\s*$))';
const TIME = new RegExp(
  `(?<before>午前|午後|上午|下午|中午|凌晨|晚上|오전|오후)?[ \\t]*(?<hour>(?<![\\d.:/-])\\d{1,2})(?:(?::|[ \\t]*(?:時|时|点|點|시)|h|[ \\t]h(?=[ \\t]\\d{2}(?!\\d))|(?<=\\s\\d{1,2})\\.(?=\\d{2}(?:\\s|$)))[ \\t]*(?<minute>\\d{2}|\\d(?=[ \\t]*(?:分|분)))?(?:(?::|分|분)[ \\t]*(?<second>\\d{2})?)?(?:[.,]\\d+)?(?:秒|초|分|분)?|(?=[ \\t]*${HALF}))[ \\t]*(?<half>${HALF})?`,
  'iu',
);
const ZONE =
  /^(?:[ \t]*(?:Uhr|uur|hrs|часов)(?!\p{L}))?[ \t]*\(?(?<zone>(?:UTC|GMT|Z)?[ \t]*[+-]\d{1,2}(?::?\d{2})?|Z|[A-Z]{2,5}|[A-Z][A-Za-z]+\/[A-Z][A-Za-z_/]+)(?:\)|(?![\p{L}\d]))(?:[ \t]*\([^()]{1,40}\))?/u;

/** Minutes east of Greenwich of the abbreviations that mean one zone. */
const ZONES: Record<string, number> = {
  ...{ Z: 0, UTC: 0, GMT: 0, WET: 0, WEST: 60, CET: 60, CEST: 120, MEZ: 60, MESZ: 120, EET: 120, EEST: 180, MSK: 180 },
  ...{ EST: -300, EDT: -240, CST: -360, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420, AKST: -540, HST: -600 },
  ...{ JST: 540, KST: 540, AEST: 600, AEDT: 660, NZST: 720, NZDT: 780 },
};

/** Finds a time of day in 24 or 12 hours, in the notations of several languages. */
export function readClock(text: string): Clock | null {
  const match = TIME.exec(text);
  const groups = match?.groups;
  if (!match || !groups) return null;
  const half = groups.half?.toLowerCase();
  // A number before "h", or with neither minutes nor half a day, may be anything.
  if (
    groups.minute === undefined &&
    half === undefined &&
    groups.before === undefined &&
    !/[時时点點시h]/.test(match[0])
  )
    return null;
  let hour = Number(groups.hour);
  const late = half?.startsWith('p') || /午後|下午|晚上|오후/.test(groups.before ?? '');
  const early = half?.startsWith('a') || /午前|上午|凌晨|오전/.test(groups.before ?? '');
  if (late && hour < 12) hour += 12;
  if (early && hour === 12) hour = 0;
  const [minute, second] = [(groups.minute ?? '').padStart(2, '0'), groups.second ?? '00'];
  if (hour > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const after = text.slice(match.index + match[0].length);
  const zone = ZONE.exec(after);
  const known = zone !== null && offsetIn(zone.groups!.zone!, '2020-01-01') !== null;
  const rest = `${text.slice(0, match.index)} ${known ? after.slice(zone[0].length) : after}`;
  const time = `${String(hour).padStart(2, '0')}:${minute}:${second}`;
  return {
    time,
    zone: known ? zone.groups!.zone! : '',
    rest: rest
      .replace(/\b(?:at|um|à|alle|om|kl|klo|o godz|в|T)\.?\s*(?=\s|$|,)/giu, ' ')
      .replace(/[ \t]*(?:Uhr|часов|hrs|klo|óra)\b/giu, ' '),
  };
}

/** Minutes east of Greenwich of a zone on a day; 0 if it is empty or unknown. */
export function offsetOf(zone: string, date: string): number {
  return offsetIn(zone, date) ?? 0;
}

function offsetIn(zone: string, date: string): number | null {
  const numbers = /^(?:UTC|GMT|Z)?[ \t]*([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (numbers) return (numbers[1] === '-' ? -1 : 1) * (Number(numbers[2]) * 60 + Number(numbers[3] ?? 0));
  if (zone in ZONES) return ZONES[zone]!;
  if (!zone.includes('/')) return null;
  try {
    const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(
      Date.parse(`${date}T12:00:00Z`),
    );
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    return name === 'GMT' ? 0 : offsetIn(name, date);
  } catch {
    return null;
  }
}
