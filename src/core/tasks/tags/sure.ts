import type { TagsResult } from './tags.ts';

/**
 * At or above this share one of the user's own tags is right three times in four; below it, less than half the time
 * (research/log/titles.md).
 */
const SURE = 0.2;

/** Whether a suggested tag is one that the user would most likely choose. */
export function isSure(tag: Pick<TagsResult['tags'][number], 'score' | 'new'>): boolean {
  return !tag.new && tag.score >= SURE;
}
