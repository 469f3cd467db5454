import { countNewlines } from '../line-map.ts';
import { decodeEntities } from './inline-text.ts';

export interface PreBlock {
  language: string;
  code: string;
  /** Number of HTML lines before the first line of code. */
  line: number;
}

/** Returns the `<pre>` elements of HTML as text, without tags and with entities decoded. Ignores nesting. */
export function findPreBlocks(html: string): PreBlock[] {
  const lower = html.toLowerCase();
  const found: PreBlock[] = [];
  let at = lower.indexOf('<pre');
  while (at !== -1) {
    const open = lower.indexOf('>', at);
    const close = open === -1 ? -1 : lower.indexOf('</pre', open);
    if (close === -1) break;
    if (/^<pre[\s>]/.test(lower.slice(at, at + 5))) found.push(readPre(html, at, open + 1, close));
    at = lower.indexOf('<pre', close);
  }
  return found;
}

function readPre(html: string, start: number, from: number, to: number): PreBlock {
  const inner = html.slice(from, to);
  const tags = html.slice(start, from) + (/^\s*<code[^>]*>/i.exec(inner)?.[0] ?? '');
  const language = /\b(?:language|lang|highlight-source|brush)[-:= "']+([\w+#-]+)/i.exec(tags)?.[1] ?? '';
  const text = decodeEntities(inner.replace(/<br\s*\/?>(?!\n)/gi, '\n').replace(/<\/?[a-zA-Z][^<>]*>/g, ''));
  return { language, code: text, line: countNewlines(html.slice(0, from)) };
}
