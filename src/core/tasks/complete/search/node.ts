import type { Tokenizer } from '../../../model/tokenizer/tokenizer.ts';

/** A way to continue: tokens after the prompt, and their text. */
export class Node {
  readonly ids: readonly number[];
  /** log p of all its tokens after the prompt, in nats. */
  readonly logP: number;
  readonly bytes: Uint8Array;
  /** Its complete characters. */
  readonly text: string;
  /** Ends within a character. */
  readonly broken: boolean;

  constructor(ids: readonly number[], logP: number, bytes: Uint8Array) {
    this.ids = ids;
    this.logP = logP;
    this.bytes = bytes;
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    this.text = decoder.decode(bytes, { stream: true });
    this.broken = decoder.decode() !== '';
  }

  static root(): Node {
    return new Node([], 0, new Uint8Array(0));
  }

  child(id: number, logP: number, tokenizer: Tokenizer): Node {
    const more = tokenizer.tokenBytes(id);
    const bytes = new Uint8Array(this.bytes.length + more.length);
    bytes.set(this.bytes);
    bytes.set(more, this.bytes.length);
    return new Node([...this.ids, id], this.logP + logP, bytes);
  }
}
