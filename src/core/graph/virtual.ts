import { virtualIds } from '../adapter/layout.ts';
import type { GraphBuilder } from './builder.ts';

/** Embeddings of a sequence in which some tokens are virtual, and which ones. */
export interface WithVirtual {
  /** [.., H] */
  x: string;
  /** 1 where a token is virtual token j, [.., tokens]. */
  which: string;
}

/**
 * Embeds token ids that may include virtual ones (`virtualIds`).
 * @param prompt embeddings of the virtual tokens, [tokens, H]
 * @param embed embeddings of a vocabulary's ids
 */
export function embedWithVirtual(
  b: GraphBuilder,
  ids: string,
  prompt: string,
  tokens: number,
  embed: (ids: string) => string,
): WithVirtual {
  const each = b.node('Unsqueeze', [ids, b.int([-1])]); // [.., 1]
  const numbers = b.int(virtualIds(tokens));
  const which = b.node('Cast', [b.node('Equal', [each, numbers])], { attributes: { to: 1 } });
  const real = embed(b.node('Max', [ids, b.int(0)]));
  const virtual = b.node('Less', [each, b.int(0)]);
  return { x: b.node('Where', [virtual, b.matmul(which, prompt), real]), which };
}
