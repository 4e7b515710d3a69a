import { Decoder } from '../generate/decoder.ts';
import { hasGenerated } from '../profile/profile.ts';
import { writeProfile } from '../tasks/profile/write.ts';
import { splitHistory } from './materials.ts';
import type { TrainPlace } from './place.ts';

/** Longest prompt and answer together, in tokens. */
const CONTEXT = 512;

/**
 * The profile as the model writes it from what comes before the held-out items, if the user lets the model write their
 * profile: prompts then show such prose in training as in serving. Undefined if the fixed sentences serve.
 */
export async function writtenProfile(place: TrainPlace, until?: string): Promise<string | undefined> {
  const { base, store, threads, signal } = place;
  if (!hasGenerated(store)) return undefined;
  const { future } = splitHistory(store, until);
  const decoder = await Decoder.open(base, null, { context: CONTEXT, threads, device: 'cpu' });
  try {
    const writer = { decoder, tokenizer: await base.tokenizer() };
    return (await writeProfile(writer, store, { until: future[0], signal })) ?? undefined;
  } finally {
    await decoder.dispose();
  }
}
