import { describe, expect, it } from 'vitest';
import { writersSentence } from '../../../../src/extension/support/sentence.ts';
import { engineTexts } from './engineTexts.ts';

/** What the editor can be told: the command alone evaluates and lists. */
const sentences = [...engineTexts('src/core'), ...engineTexts('src/worker')].filter(
  ({ file, sentence }) => !file.includes('evaluate') && !/ownhand history/.test(sentence),
);

describe('the engine’s sentences in the editor', () => {
  it('are all covered', () => expect(sentences.length).toBeGreaterThan(90));

  it.each(sentences)('$sentence', ({ sentence }) => {
    const said = writersSentence(sentence);
    expect(said).not.toMatch(/(?<![\w/-])--\w|`|"ownhand \w|\ban style/);
    // What is filled in is no word of ours.
    const words = said.replaceAll(/\$\{[^}]*\}|["“][^"”]*["”]/g, '');
    expect(words).not.toMatch(/\b(?:min(?:ed|ing)|adapters?|base models?|learnt|anew|train(?:ed|ing)?|documents?)\b/i);
  });

  it('name files instead of their paths', () => {
    expect(writersSentence('There is no file or folder at "/home/ann/my notes/a b"; check the path.')).toBe(
      'There is no file or folder at "a b"; check the path.',
    );
    expect(writersSentence('C:\\Users\\ann\\x.md may not be read.')).toBe('“x.md” may not be read.');
    expect(writersSentence('Opening /tmp/x/model.gguf failed: the disk is full.')).toBe(
      'Opening “model.gguf” failed: the disk is full.',
    );
    // An address is not a path, nor is a choice between two words.
    const kept = 'The server at http://127.0.0.1:8080/v1 and/or the style is gone.';
    expect(writersSentence(kept)).toBe(kept);
  });

  it('keep their capitals', () => {
    expect(
      writersSentence(
        'Training needs at least 5 documents and there are 2; mine a folder with more of your writing first.',
      ),
    ).toBe('Learning needs at least 5 notes and there are 2; let Ownhand read more of them first.');
  });
});
