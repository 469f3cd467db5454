import stringWidth from 'string-width';

/**
 * Matches the text of most tables. Measuring other text first takes 40 ms to compile string-width's regular
 * expressions.
 */
const SIMPLE = /^[\x20-\x7e…]*$/;

/**
 * The number of terminal cells that a text takes up. string-width counts an Indic conjunct or Thai sara am as one
 * letter, but terminals use separate cells for every letter. Only Hangul letters share theirs.
 */
export function textWidth(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  return text.split(/(?=(?!\p{Script=Hangul})\p{Lo})/u).reduce((width, part) => width + stringWidth(part), 0);
}
