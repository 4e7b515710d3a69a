/** Length of the longest common subsequence of two lists of words. */
export function longestCommon(a: readonly string[], b: readonly string[]): number {
  let above = new Uint32Array(b.length + 1);
  for (const word of a) {
    const row = new Uint32Array(b.length + 1);
    for (let j = 0; j < b.length; j++) row[j + 1] = word === b[j] ? above[j] + 1 : Math.max(row[j], above[j + 1]);
    above = row;
  }
  return above[b.length];
}
