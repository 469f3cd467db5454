import stringWidth from 'string-width';

/**
 * The number of terminal cells a text takes. string-width counts an Indic conjunct or Thai sara am as one letter, but
 * terminals give every letter its own cells. Only Hangul letters share theirs.
 */
export function textWidth(text: string): number {
  return text.split(/(?=(?!\p{Script=Hangul})\p{Lo})/u).reduce((width, part) => width + stringWidth(part), 0);
}
