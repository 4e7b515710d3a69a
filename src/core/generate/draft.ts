/** Tokens at the end that are searched for further up: two are surer, one is found more often. */
const ENDINGS = [2, 1];

/**
 * A guess at the next token: the one that followed the last earlier occurrence of the text's final tokens. The prompt
 * contains passages of the user's earlier writing and the document, so the user's own phrases make the guess (Yang et
 * al. 2023, arXiv 2304.04487).
 * @returns undefined if the final tokens occur nowhere else
 */
export function lookUp(ids: readonly number[]): number | undefined {
  for (const length of ENDINGS) {
    const end = ids.slice(-length);
    if (end.length < length) continue;
    for (let at = ids.length - length - 1; at >= 0; at--) {
      if (end.every((id, offset) => ids[at + offset] === id)) return ids[at + length];
    }
  }
  return undefined;
}
