import { longestCommon } from '../core/text/subsequence.ts';

/** Words in the `rouge_score` package's sense, without stemming: lower case, runs of a–z and 0–9. */
export function rougeTokens(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/** ROUGE-1 F1 (Lin 2004): overlap of single words, each counted as often as both texts have it. */
export function rouge1(candidate: string, reference: string): number {
  const [ours, theirs] = [rougeTokens(candidate), rougeTokens(reference)];
  const left = new Map<string, number>();
  for (const word of theirs) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of ours) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    common++;
  }
  return f1(common, ours.length, theirs.length);
}

/** ROUGE-L F1 (Lin 2004): longest common subsequence of words. */
export function rougeL(candidate: string, reference: string): number {
  const [ours, theirs] = [rougeTokens(candidate), rougeTokens(reference)];
  return f1(longestCommon(ours, theirs), ours.length, theirs.length);
}

/** Harmonic mean of precision `right / given` and recall `right / wanted`; 0 if nothing is right. */
export function f1(right: number, given: number, wanted: number): number {
  return right === 0 ? 0 : (2 * right) / (given + wanted);
}
