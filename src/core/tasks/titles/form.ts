/** The form of a user's titles, apart from their subjects. */
import { plainWords } from '../../retrieval/query.ts';

/** Likelihood of the form of a title. */
export type TitleForm = (title: string) => number;

const ENDS = '\n';
/** Weight of the frequencies of single forms, compared with those of pairs. */
const SMOOTHING = 2;
const UNSEEN = 0.5;

/**
 * Learns from earlier titles what form the next one is likely to have: a chain of forms, in which little words and
 * marks stand for themselves and others for their capitals or digits. "How to Bake Bread" is `how to Aa Aa`.
 * @returns mean log-likelihood of the forms of a title, in nats; 0 for every title if there are no earlier ones
 */
export function titleForm(titles: readonly string[]): TitleForm {
  const pairs = new Map<string, Map<string, number>>();
  const single = new Map<string, number>();
  for (const title of titles) {
    let before = ENDS;
    for (const form of [...formsIn(title), ENDS]) {
      const after = pairs.get(before) ?? new Map<string, number>();
      after.set(form, (after.get(form) ?? 0) + 1);
      pairs.set(before, after);
      single.set(form, (single.get(form) ?? 0) + 1);
      before = form;
    }
  }
  const total = sum(single.values());
  if (total === 0) return () => 0;
  const alone = (form: string) => ((single.get(form) ?? 0) + UNSEEN) / (total + UNSEEN * (single.size + 1));
  return (title) => {
    const forms = [...formsIn(title), ENDS];
    const logs = forms.map((form, at) => {
      const after = pairs.get(at === 0 ? ENDS : forms[at - 1]);
      const seen = after ? sum(after.values()) : 0;
      return Math.log(((after?.get(form) ?? 0) + SMOOTHING * alone(form)) / (seen + SMOOTHING));
    });
    return sum(logs) / logs.length;
  };
}

function formsIn(title: string): string[] {
  const parts = title.match(/[\p{L}\p{M}]+(?:['’][\p{L}]+)*|\p{N}+|[^\s\p{L}\p{N}]/gu) ?? [];
  return parts.map((part) => {
    if (/^\p{N}/u.test(part)) return '9';
    if (!/^\p{L}/u.test(part)) return part;
    if (plainWords(part).length === 0) return part.toLowerCase();
    return /^\p{Lu}/u.test(part) ? 'Aa' : 'aa';
  });
}

function sum(values: Iterable<number>): number {
  let out = 0;
  for (const value of values) out += value;
  return out;
}
