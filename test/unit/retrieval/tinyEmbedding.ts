import fs from 'node:fs';
import path from 'node:path';
import { GraphBuilder } from '../../../src/core/graph/builder.ts';

/** Words of a subject point the same way; a word without a subject points nowhere. */
const SUBJECTS = [
  ['bread', 'loaf', 'sourdough', 'baking'],
  ['train', 'railway', 'locomotive', 'sleeper'],
  ['sea', 'ocean', 'harbour', 'lighthouse'],
];
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** Writes a real, tiny sentence-embedding model: a WordPiece tokenizer, and a graph that looks each word up. */
export function writeTinyEmbedding(folder: string): string {
  const words = [...SPECIAL, ...SUBJECTS.flat()];
  const size = SUBJECTS.length + 1;
  const table = new Float32Array(words.length * size);
  for (const [id, word] of words.entries()) {
    const subject = SUBJECTS.findIndex((group) => group.includes(word));
    // The last number keeps a text without known words from having length 0.
    table[id * size + (subject < 0 ? size - 1 : subject)] = subject < 0 ? 0.002 : 1;
  }
  const graph = new GraphBuilder();
  const ids = graph.input('input_ids', 'int64', ['batch', 'sequence']);
  graph.input('attention_mask', 'int64', ['batch', 'sequence']);
  const rows = graph.node('Gather', [graph.float(table, [words.length, size]), ids]);
  graph.output('last_hidden_state', rows, 'float', ['batch', 'sequence', size]);

  fs.mkdirSync(path.join(folder, 'onnx'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'onnx/model_quantized.onnx'), graph.build());
  const write = (name: string, content: object) => fs.writeFileSync(path.join(folder, name), JSON.stringify(content));
  write('config.json', { model_type: 'bert', hidden_size: size });
  write('tokenizer_config.json', {
    tokenizer_class: 'BertTokenizer',
    model_max_length: 128,
    do_lower_case: true,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    mask_token: '[MASK]',
  });
  write('tokenizer.json', {
    version: '1.0',
    added_tokens: SPECIAL.map((content, id) => ({ id, content, special: true })),
    normalizer: { type: 'BertNormalizer', clean_text: true, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(words.map((word, id) => [word, id])),
    },
  });
  return folder;
}
