/** A branch with less than this probability is not explored further; its tags share it evenly. */
const LEAST = 0.01;

interface TrieNode {
  children: Map<number, TrieNode>;
  /** The tags that end here or below, by their places. */
  tags: Set<number>;
}

/**
 * Tags as token paths with shared beginnings. A tag's probability is the product, over the places where paths part, of
 * the model's share for its branch; where there is only one way, the model is not asked.
 */
export class TagTrie {
  readonly #root: TrieNode = newNode();
  readonly #size: number;

  /** @param spellings for each tag the token paths that write it, each with the token that ends a tag */
  constructor(spellings: readonly (readonly number[][])[]) {
    this.#size = spellings.length;
    for (const [tag, paths] of spellings.entries()) {
      for (const path of paths) {
        let node = this.#root;
        node.tags.add(tag);
        for (const id of path) {
          const next = node.children.get(id) ?? newNode();
          node.children.set(id, next);
          next.tags.add(tag);
          node = next;
        }
      }
    }
  }

  /**
   * @param read gives the logits after the prompt and these tokens
   * @param without places of tags that are ruled out
   * @returns probabilities of the tags, by place; they sum to 1 if any tag is left
   */
  async probabilities(
    read: (path: readonly number[]) => Promise<Float32Array>,
    without: ReadonlySet<number> = new Set(),
    least = LEAST,
  ): Promise<number[]> {
    const out = new Array<number>(this.#size).fill(0);
    const left = (node: TrieNode) => [...node.tags].filter((tag) => !without.has(tag));
    const visit = async (node: TrieNode, path: readonly number[], mass: number): Promise<void> => {
      const tags = left(node);
      const branches = [...node.children].filter(([, child]) => left(child).length > 0);
      if (tags.length <= 1 || branches.length === 0 || mass < least) {
        for (const tag of tags) out[tag] += mass / tags.length;
        return;
      }
      let shares = [1];
      if (branches.length > 1) {
        const logits = await read(path);
        shares = normalized(branches.map(([id]) => logits[id]));
      }
      for (const [index, [id, child]] of branches.entries()) await visit(child, [...path, id], mass * shares[index]);
    };
    await visit(this.#root, [], 1);
    return out;
  }
}

function newNode(): TrieNode {
  return { children: new Map(), tags: new Set() };
}

/** softmax over these logits alone. */
function normalized(logits: readonly number[]): number[] {
  const max = Math.max(...logits);
  const weights = logits.map((value) => Math.exp(value - max));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((value) => value / sum);
}
