import { marked, type Tokens } from 'marked';

export interface Rendered {
  /** Tags, attributes and links that alacard does not write. */
  problems: string[];
  /** Columns of every table, by its widest row. */
  tables: number[];
}

const ALLOWED_TAGS = new Set(
  'h1 h2 h3 p ul ol li a strong em code pre table thead tbody tr th td blockquote br hr span'.split(' '),
);

/** Renders Markdown as a notebook does, raw HTML included, and lists the tags, attributes and links not from alacard. */
export function renderMarkdown(source: string): Rendered {
  const html = marked.parse(source, { async: false, gfm: true });
  const problems: string[] = [];
  for (const [tag, name, attributes] of html.matchAll(
    /<\/?([A-Za-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/g,
  )) {
    if (!ALLOWED_TAGS.has(name!.toLowerCase())) problems.push(tag);
    if (/\son\w+\s*=|style\s*=/i.test(attributes!)) problems.push(tag);
    const href = /href="([^"]*)"/.exec(attributes!)?.[1];
    if (href !== undefined && !ALLOWED_LINK.test(href)) problems.push(tag);
    if (/\ssrc\s*=/i.test(attributes!)) problems.push(tag);
  }
  const tables = marked
    .lexer(source)
    .filter((token): token is Tokens.Table => token.type === 'table')
    .map(({ header, rows }) => Math.max(header.length, ...rows.map((row) => row.length)));
  return { problems, tables };
}

const ALLOWED_LINK =
  /^https:\/\/(?:huggingface\.co|spdx\.org|colab\.research\.google\.com|www\.kaggle\.com|code\.visualstudio\.com)\//;
