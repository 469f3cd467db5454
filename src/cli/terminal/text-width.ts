import stringWidth from 'string-width';

/**
 * Matches the text of most tables. Other text needs string-width, whose regular expressions take 40 ms to compile.
 */
const SIMPLE = /^[\x20-\x7e…]*$/;

/**
 * The number of terminal cells that a text takes up. string-width counts an Indic conjunct or Thai sara am as one
 * letter, but terminals use a separate cell for each letter. Only Hangul letters share one.
 */
export function textWidth(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  return text.split(/(?=(?!\p{Script=Hangul})\p{Lo})/u).reduce((width, part) => width + stringWidth(part), 0);
}
