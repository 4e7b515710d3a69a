import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pageHtml } from '../../../../src/extension/sidebar/html.ts';

const parts = {
  view: 'style',
  script: 'a.js',
  style: 'a.css',
  cspSource: 'https://page',
  nonce: 'n0nce',
  language: 'de',
};

/** The strings as the page reads them from its attribute. */
function stringsIn(html: string): unknown {
  const attribute = /data-strings="([^"]*)"/.exec(html)?.[1] ?? '';
  expect(attribute).not.toContain('<');
  return JSON.parse(attribute.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
}

it('passes translations on unchanged, whatever they contain', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', "'", '<', '>', '&', '&quot;', '\\', '\n', 'ß') });
  fc.assert(
    fc.property(fc.dictionary(text, text, { noNullPrototype: true }), (strings) => {
      expect(stringsIn(pageHtml({ ...parts, strings }))).toEqual(strings);
    }),
  );
});

it('declares the language of its strings', () => {
  expect(pageHtml({ ...parts, strings: { Titles: 'Titel' } })).toContain('<html lang="de">');
  const english = pageHtml({ ...parts, strings: undefined });
  expect(english).toContain('<html lang="en">');
  expect(stringsIn(english)).toEqual({});
});

it('lets only its own script run', () => {
  const html = pageHtml({ ...parts, strings: undefined });
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  expect(policy?.split('; ')).toEqual([
    "default-src 'none'",
    'style-src https://page',
    "script-src 'nonce-n0nce'",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).not.toMatch(/\son\w+=|\sstyle=/);
});
