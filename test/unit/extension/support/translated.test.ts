import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENGINE_SENTENCES } from '../../../../src/extension/support/engineSentences.ts';
import { writersSentence } from '../../../../src/extension/support/sentence.ts';
import { translatedSentence } from '../../../../src/extension/support/translated.ts';
import { engineTexts, sourceOf } from './engineTexts.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');
const GERMAN = JSON.parse(fs.readFileSync(path.join(ROOT, 'l10n/bundle.l10n.de.json'), 'utf8')) as Record<
  string,
  string
>;

/** As it reads in the editor, with something where something is filled in. */
const said = (sentence: string) => writersSentence(sentence.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, 'xyz'));

/** Of these the writer can make something, so that they are told in the writer's language. */
const FOR_WRITERS = ['bad-input', 'no-model', 'no-history', 'disk', 'network', 'cancelled'];
/** Not reached from the editor, which checks before it asks or has no such question. */
const ELSEWHERE = [
  /\bhistory" lists what is there/,
  /^(?:Name at least one|A model id has|An embedding model|Search by meaning|The embedding model|"xyz" holds no emb)/,
  /^(?:The learning (?:setting|rate)|The seed|The rank|There must be 1|"xyz" is not a date)/,
  /^(?:The interrupted learning belongs|There is no habit|The text uses too many private|Ownhand does not understand)/,
  /^(?:The worker could not reach|Stopped before it started)/,
];

describe('the engine’s sentences in the language of the editor', () => {
  it.each(
    [...engineTexts('src/core'), ...engineTexts('src/worker')]
      .filter(({ code }) => FOR_WRITERS.includes(code))
      .map(({ sentence }) => said(sentence))
      .filter((sentence) => !ELSEWHERE.some((pattern) => pattern.test(sentence))),
  )('%s', (sentence) => {
    const german = translatedSentence(sentence, GERMAN);
    expect(german).not.toBeNull();
    expect(german).not.toBe(sentence);
  });

  it('are all still in the engine', () => {
    const sources = writersSentence(`${sourceOf('src/core')}\n${sourceOf('src/worker')}`.replace(/\\(['"])/g, '$1'));
    for (const text of ENGINE_SENTENCES) {
      // What is filled in parts them; each part stands in the sources.
      for (const part of text.split(/\{\d\}/)) {
        const words = part.replace(/^Ownhand /, '').trim();
        expect(sources.includes(words), `“${words}” of “${text}”`).toBe(true);
      }
    }
  });

  it('keep what is filled in, and translate engine sentences in it as well', () => {
    const message = 'Opening "model.gguf" failed: the disk is full; free some space and try again.';
    expect(translatedSentence(message, GERMAN)).toBe(
      'Das Öffnen von „model.gguf“ ist fehlgeschlagen: Der Datenträger ist voll; schaffen Sie Platz und versuchen Sie es noch einmal.',
    );
    expect(
      translatedSentence(
        writersSentence(
          'Training needs at least 4 documents, and there are only 2; mine a folder with more of your writing first.',
        ),
        GERMAN,
      ),
    ).toBe('Zum Lernen braucht es mindestens 4 Notizen, und es sind erst 2; lassen Sie Ownhand mehr davon lesen.');
  });

  it('stay unchanged without a translation, and other sentences are not among them', () => {
    expect(translatedSentence('Stopped before it was finished.', undefined)).toBe('Stopped before it was finished.');
    expect(translatedSentence('Cannot read properties of undefined', GERMAN)).toBeNull();
  });
});
