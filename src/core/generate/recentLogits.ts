/** Number of texts whose logits are kept: those explored while a word is typed. */
const KEPT = 16;

/**
 * Logits after the texts that a state was recently asked for, including some guessed ones. While a word is typed, the
 * same few continuations are explored after every key.
 */
export class RecentLogits {
  #kept: { ids: readonly number[]; logits: Float32Array }[] = [];

  /** @returns float32 [V], not to be changed */
  after(ids: readonly number[]): Float32Array | undefined {
    const at = this.#kept.findIndex((each) => isSame(each.ids, ids));
    if (at < 0) return undefined;
    const [found] = this.#kept.splice(at, 1);
    this.#kept.push(found);
    return found.logits;
  }

  /** @param logits float32 [V], kept as they are */
  keep(ids: readonly number[], logits: Float32Array): void {
    this.#kept = [...this.#kept.filter((each) => !isSame(each.ids, ids)), { ids, logits }].slice(-KEPT);
  }
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  // Texts differ at their ends.
  for (let at = a.length - 1; at >= 0; at--) if (a[at] !== b[at]) return false;
  return true;
}
