import type { Target } from './target.ts';
import { ADAPTER_TARGETS } from './targets/adapters.ts';
import { DOCUMENT_TARGETS } from './targets/documents.ts';
import { MESSAGE_TARGETS } from './targets/messages.ts';
import { MODEL_TARGETS } from './targets/models.ts';

/** Every parser and loader of the product. */
export const TARGETS: readonly Target[] = [
  ...DOCUMENT_TARGETS,
  ...MODEL_TARGETS,
  ...ADAPTER_TARGETS,
  ...MESSAGE_TARGETS,
];
