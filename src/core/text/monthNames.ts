/** Languages whose month names are known: those that are detected, and those people set their editors to. */
const LANGUAGES = (
  'en de fr es it pt nl sv da nb fi is pl cs sk sl hr sr bs bg ru uk be mk lt lv et hu ro el tr az ca gl eu ga cy sq mt ' +
  'id ms vi tl sw af he ar fa ur hi bn ta te ml kn gu mr pa th lo km my ka hy kk uz mn ko ja zh'
).split(' ');

/** Months by name, with the languages that use them. */
let names: ReadonlyMap<string, ReadonlyMap<number, readonly string[]>> | undefined;

/**
 * The month for a name or its abbreviation, 1 to 12, or null.
 * @param language asked for only if the name stands for several months: `listopad` is November in Polish and October in
 * Croatian
 */
export function monthOf(word: string, language: () => string | null): number | null {
  const english = ENGLISH.indexOf(plainName(word).slice(0, 3));
  if (english >= 0 && isEnglish(word, english)) return english + 1;
  names ??= collectNames();
  // Hebrew prefixes the name with "in", as a letter of the word.
  const months = names.get(plainName(word)) ?? names.get(plainName(word).replace(/^ב/, ''));
  if (!months) return null;
  if (months.size === 1) return [...months.keys()][0]!;
  const spoken = language();
  for (const wanted of [spoken, 'en']) {
    for (const [month, languages] of months) if (wanted !== null && languages.includes(wanted)) return month;
  }
  return null;
}

const ENGLISH = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ENGLISH_ENDS = 'uary ruary ch il  e y ust tember ober ember ember'.split(' ');

/** A month's name in English, whole or of three letters: found without loading the names of all languages. */
function isEnglish(word: string, month: number): boolean {
  const end = plainName(word).slice(3);
  return end === '' || end === ENGLISH_ENDS[month];
}

/** Built once, from the runtime's data on each language (Unicode CLDR). */
function collectNames(): ReadonlyMap<string, ReadonlyMap<number, readonly string[]>> {
  const found = new Map<string, Map<number, string[]>>();
  const add = (name: string, month: number, language: string) => {
    const key = plainName(name);
    // A number, or a single letter, does not name a month.
    if (key.length < (/[a-z]/.test(key) ? 3 : 2) || /\d/.test(key)) return;
    const months = found.get(key) ?? new Map<number, string[]>();
    found.set(key, months.set(month, [...(months.get(month) ?? []), language]));
  };
  for (const language of LANGUAGES) {
    for (const style of ['long', 'short'] as const) {
      // On its own and as part of a date: many languages inflect it.
      const alone = new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC', calendar: 'gregory' });
      const dated = new Intl.DateTimeFormat(language, {
        day: 'numeric',
        month: style,
        timeZone: 'UTC',
        calendar: 'gregory',
      });
      for (let month = 1; month <= 12; month++) {
        const day = Date.UTC(2021, month - 1, 15);
        add(alone.format(day), month, language);
        const part = dated.formatToParts(day).find(({ type }) => type === 'month');
        if (part) add(part.value, month, language);
      }
    }
  }
  for (const [name, month] of [
    ['sept', 9],
    ['jänner', 1],
    ['feber', 2],
    ['mrz', 3],
    ['maerz', 3],
    ['jaenner', 1],
    ['febr', 2],
  ] as const)
    add(name, month, 'de');
  return found;
}

function plainName(name: string): string {
  // Without accents, as people type in haste; marks of other scripts are letters.
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[\u0300-\u036f.’']/g, '')
    .normalize('NFC')
    .trim();
}
