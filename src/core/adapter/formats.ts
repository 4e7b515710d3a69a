/** Forms in which an adapter is given away. */
export const FORMATS = ['peft', 'gguf'] as const;
export type Format = (typeof FORMATS)[number];
