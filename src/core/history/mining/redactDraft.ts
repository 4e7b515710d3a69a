import type { Draft } from './itemLines.ts';
import { redact, withoutSecretTags } from './redact.ts';

/** A draft that is safe to store, and how many secrets were replaced in it. */
export interface RedactedDraft {
  item: Draft;
  count: number;
}

/** Replaces the secrets in everything that is stored of a draft. */
export function redactDraft(draft: Draft): RedactedDraft {
  const [title, text, tags] = [redact(draft.title), redact(draft.text), withoutSecretTags(draft.tags)];
  const description = redact(draft.description ?? '');
  const item = {
    ...draft,
    title: title.text,
    text: text.text,
    tags: tags.tags,
    description: description.text || null,
  };
  return { item, count: title.count + text.count + tags.count + description.count };
}
