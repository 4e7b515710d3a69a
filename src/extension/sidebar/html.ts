/** The parts of the page; addresses in the webview's form. */
export interface PageParts {
  /** Which of the side bar's views it is. */
  view: string;
  script: string;
  style: string;
  /** Where style sheets may come from, in the notation of a content security policy. */
  cspSource: string;
  nonce: string;
  /** Language of `strings`, as in `lang`. */
  language: string;
  /** Translations of the page's strings, by the English ones; undefined leaves them in English. */
  strings: Record<string, string> | undefined;
}

/** A page of the side bar: one script, one style sheet, nothing from anywhere else. */
export function pageHtml({ view, script, style, cspSource, nonce, language, strings }: PageParts): string {
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="${strings ? quoted(language) : 'en'}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Ownhand</title>
  <link rel="stylesheet" href="${style}">
</head>
<body>
  <main id="app" data-view="${quoted(view)}" data-strings="${quoted(JSON.stringify(strings ?? {}))}"></main>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

/** Text as the value of an attribute in double quotes. */
function quoted(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
