/** How well a score tells members from others: the receiver operating characteristic of a test that says "member" above a threshold. */

/** Share of pairs in which the member has the higher score, ties by half: area under the curve; 0.5 tells nothing. */
export function areaUnderCurve(members: readonly number[], others: readonly number[]): number {
  let sum = 0;
  for (const own of members) for (const other of others) sum += own > other ? 1 : own === other ? 0.5 : 0;
  return sum / (members.length * others.length);
}

/** Share of the members found if at most `rate` of the others is mistaken for members. */
export function foundAt(rate: number, members: readonly number[], others: readonly number[]): number {
  const allowed = Math.floor(rate * others.length);
  const threshold = [...others].sort((a, b) => b - a)[allowed] ?? Number.NEGATIVE_INFINITY;
  return members.filter((own) => own > threshold).length / members.length;
}
