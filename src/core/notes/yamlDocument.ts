import { type Document, isMap, isScalar, parseDocument, Scalar } from 'yaml';
import { OwnhandError } from '../support/errors.ts';
import { ranOutOfTime } from '../support/limited.ts';
import { readYaml, shielded } from '../text/yaml.ts';

const MAX_ALIASES = 10;

/** Parses the block; a document that cannot be edited safely is refused with the parser's reason. */
export function parseBlock(yaml: string): Document {
  try {
    return readYaml(shielded(yaml), parseSound);
  } catch (error) {
    if (!ranOutOfTime(error)) throw error;
    throw new OwnhandError('bad-input', 'The front matter is too complicated to read; make it simpler first.');
  }
}

function parseSound(yaml: string): Document {
  const document = parseDocument(yaml, { keepSourceTokens: true, schema: 'failsafe' });
  const [error] = document.errors;
  if (error) {
    const reason = error.message
      .split('\n')[0]
      .replace(/ at line .*$/, '')
      .replace(/:$/, '');
    const line = (error.linePos?.[0].line ?? 0) + 1;
    throw new OwnhandError(
      'bad-input',
      `The front matter is not valid YAML (line ${line}: ${reason}); correct it first.`,
    );
  }
  try {
    document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    // An alias without an anchor, or nested aliases that would fill all memory.
    throw new OwnhandError('bad-input', 'The front matter refers to a missing anchor; correct it first.');
  }
  if (document.contents !== null && !isMap(document.contents) && !isEmpty(document)) {
    throw new OwnhandError('bad-input', 'The front matter is not a list of keys and values; correct it first.');
  }
  return document;
}

function isEmpty(document: Document): boolean {
  return isEmptyScalar(document.contents);
}

/** Nothing written, or YAML's words for nothing. */
export function isEmptyScalar(value: unknown): boolean {
  if (!isScalar(value)) return value === null || value === undefined;
  return value.value === null || (value.type === Scalar.PLAIN && /^(?:~|null)?$/i.test(String(value.value).trim()));
}
