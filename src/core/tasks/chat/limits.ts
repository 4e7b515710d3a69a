/** How much of a conversation the model reads, and how much it writes at a time, in tokens. */
export const CHAT_TOKENS = { input: 768, output: 256 } as const;
