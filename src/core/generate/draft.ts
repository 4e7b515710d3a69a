/** Tokens at the end that are looked for further up: two are surer, one is found more often. */
const ENDINGS = [2, 1];

/**
 * A guess at the next token: the one that followed where the text last had the tokens that it ends with. The passages of
 * the user's earlier writing and the document stand in the prompt, so it is the user's own phrases that guess (Yang et
 * al. 2023, arXiv 2304.04487).
 * @returns undefined where the end stands nowhere else
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
