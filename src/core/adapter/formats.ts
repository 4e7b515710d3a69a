/** Formats for exporting an adapter. */
export const FORMATS = ['peft', 'gguf'] as const;
export type Format = (typeof FORMATS)[number];

/** What someone who exports an adapter must know first. */
export const EXPORT_WARNING =
  'An adapter is made of your writing: anyone who has it can make it write as you do, and may draw names, facts and whole phrases of your documents out of it.';
