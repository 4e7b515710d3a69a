import { throwIfCancelled } from '../errors.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import { type Decoder, type DecoderState, logProbability } from './decoder.ts';
import type { LogitsProcessor } from './processors.ts';
import { greedy, type Sampler } from './sampler.ts';

/** Why a generation ended. */
type StopReason = 'end' | 'length' | 'context' | string;

export interface GenerateOptions {
  maxTokens: number;
  processors?: LogitsProcessor[];
  sampler?: Sampler;
  /** Looks at the text so far and names a reason to stop, or nothing. */
  stop?: (text: string) => StopReason | undefined;
  /** Contrastive decoding against a second state: logits = user + strength · (user − base) (CoPe, arXiv 2506.12109). */
  contrast?: { state: DecoderState; strength: number };
  /** Called with each piece of text as it is complete. */
  onText?: (piece: string) => void;
  signal?: AbortSignal;
}

export interface Generation {
  ids: number[];
  text: string;
  reason: StopReason;
  /** Σ log p of the chosen tokens among those that were allowed, in nats. */
  logProbability: number;
  /** Milliseconds until the first token was chosen. */
  firstTokenMs: number;
}

/**
 * Continues a prompt token by token.
 * @throws OwnhandError `cancelled` when the signal fires; the state stays usable.
 */
export async function generate(
  decoder: Decoder,
  state: DecoderState,
  tokenizer: Tokenizer,
  prompt: readonly number[],
  options: GenerateOptions,
): Promise<Generation> {
  const started = performance.now();
  const { maxTokens, processors = [], sampler = greedy, stop, contrast, onText, signal } = options;
  const all = [...prompt];
  const stream = tokenizer.stream({ skipSpecial: true });
  const out: Generation = { ids: [], text: '', reason: 'length', logProbability: 0, firstTokenMs: 0 };
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
    const logits = await decoder.read(state, all, signal);
    if (contrast) {
      const plain = await decoder.read(contrast.state, all, signal);
      for (let id = 0; id < logits.length; id++) logits[id] += contrast.strength * (logits[id] - plain[id]);
    }
    for (const processor of processors) processor.apply(logits, all);
    const id = sampler(logits);
    if (out.ids.length === 0) out.firstTokenMs = performance.now() - started;
    if (tokenizer.eosIds.includes(id)) {
      out.reason = 'end';
      break;
    }
    out.logProbability += logProbability(logits, id);
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
