import type { Tokenizer } from '../model/tokenizer/tokenizer.ts';
import { throwIfCancelled } from '../support/errors.ts';
import { leanFrom } from './contrast.ts';
import { type Decoder, type DecoderState, logProbability } from './decoder.ts';
import { lookUp } from './draft.ts';
import { type Mixture, nextLogProbabilities } from './mixture.ts';
import type { LogitsProcessor } from './processors.ts';
import { greedy, type Sampler } from './sampler.ts';

/** Why a generation ended. */
type StopReason = 'end' | 'length' | 'context' | string;

export interface GenerateOptions {
  maxTokens: number;
  processors?: LogitsProcessor[];
  mixture?: Mixture;
  sampler?: Sampler;
  /** Looks at the text so far and returns a reason to stop, or nothing. */
  stop?: (text: string) => StopReason | undefined;
  /** Leans further away from a second state, that of the base; see `leanFrom`. */
  contrast?: { state: DecoderState; strength: number };
  /** Called with each piece of text as it is completed. */
  onText?: (piece: string) => void;
  signal?: AbortSignal;
}

export interface Generation {
  ids: number[];
  text: string;
  reason: StopReason;
  /** log p of each chosen token among the allowed ones, in nats. */
  logProbabilities: number[];
  /** Milliseconds until the first token was chosen. */
  firstTokenMs: number;
}

/**
 * Continues a prompt token by token.
 * @throws OwnhandError `cancelled` if the signal fires; the state stays usable.
 */
export async function generate(
  decoder: Decoder,
  state: DecoderState,
  tokenizer: Tokenizer,
  prompt: readonly number[],
  options: GenerateOptions,
): Promise<Generation> {
  const started = performance.now();
  const { maxTokens, processors = [], mixture, sampler = greedy, stop, contrast, onText, signal } = options;
  const all = [...prompt];
  const stream = tokenizer.stream({ skipSpecial: true });
  const out: Generation = { ids: [], text: '', reason: 'length', logProbabilities: [], firstTokenMs: 0 };
  const emit = (piece: string) => {
    out.text += piece;
    if (piece) onText?.(piece);
  };
  while (out.ids.length < maxTokens) {
    throwIfCancelled(signal);
    if (all.length >= decoder.options.context) {
      out.reason = 'context';
      break;
    }
    const draft = mixture?.guess?.(all) ?? lookUp(all);
    const logits = await nextLogProbabilities({ decoder, state, mixture }, all, { signal, draft });
    for (const processor of processors) processor.apply(logits, all);
    // After forbidden tokens are removed: plausibility is measured among the rest.
    if (contrast) leanFrom(logits, await decoder.read(contrast.state, all, { signal, draft }), contrast.strength);
    const id = sampler(logits);
    if (out.ids.length === 0) out.firstTokenMs = performance.now() - started;
    // If every continuation is forbidden, nothing is allowed.
    if (tokenizer.eosIds.includes(id) || logits[id] === Number.NEGATIVE_INFINITY) {
      out.reason = 'end';
      break;
    }
    out.logProbabilities.push(logProbability(logits, id));
    all.push(id);
    out.ids.push(id);
    emit(stream.push(id));
    const reason = stop?.(out.text);
    if (reason !== undefined) {
      out.reason = reason;
      break;
    }
  }
  emit(stream.end());
  return out;
}
