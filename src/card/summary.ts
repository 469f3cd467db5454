import { visibleLine } from '../encode/visible-text.ts';
import { decodeEntities } from './blocks/inline-text.ts';

/** A description is near the top of a card. */
const MAX_LENGTH = 32 * 1024;
const MAX_PARAGRAPH = 1200;
const MAX_SENTENCE = 360;
const MAX_SUMMARY = 260;

/**
 * Finds what a model is: one or two sentences of the first paragraph of a card that describes it, as plain text on one
 * line. Skips navigation, badges, tables, lists, quotes, code, notices and unfilled templates.
 * @param body the card without its front matter
 */
export function findSummary(body: string): string | undefined {
  for (const paragraph of proseParagraphs(cleanHtml(body.slice(0, MAX_LENGTH)))) {
    if (isNavigation(paragraph)) continue;
    const text = plainText(paragraph).slice(0, MAX_PARAGRAPH);
    if (NOT_A_DESCRIPTION.some((pattern) => pattern.test(text))) continue;
    const summary = firstSentences(text);
    if (summary !== undefined) return summary;
  }
  return undefined;
}

/** Removes comments, and elements whose text is not prose. Other tags are removed, and block tags end a paragraph. */
function cleanHtml(text: string): string {
  // Not with emptyComments, because the modules that it needs are only loaded for cards with code.
  let kept = removeBetween(text, '<!--', '-->');
  for (const name of ['table', 'pre', 'style', 'script', 'svg', 'details', 'video', 'iframe', 'select'])
    kept = removeBetween(kept, `<${name}`, `</${name}>`);
  return kept
    .replace(/<\/?(?:p|div|h[1-6]|center|br|hr|ul|ol|li|blockquote|section|figure)\b[^<>]*>/gi, '\n\n')
    .replace(/<(?=https?:\/\/)([^\s<>]+)>/gi, '$1')
    .replace(/<\/?[a-zA-Z][^<>]*>/g, '');
}

function removeBetween(text: string, start: string, end: string): string {
  // Unlike toLowerCase, this keeps the offsets.
  const lower = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  let kept = '';
  let at = 0;
  for (;;) {
    const from = lower.indexOf(start, at);
    const to = from < 0 ? -1 : lower.indexOf(end, from + start.length);
    if (to < 0) return kept + text.slice(at);
    kept += `${text.slice(at, from)}\n`;
    at = to + end.length;
  }
}

const HEADING = /^ {0,3}#{1,6}(?:[ \t]|$)/;
const FENCE = /^ {0,3}(?:```|~~~)/;
/** Lists, quotes, tables, link definitions and indented code. */
const NOT_PROSE = /^(?: {0,3}(?:[-*+][ \t]|\d{1,3}[.)][ \t]|>|\||\[[^\]]{1,80}\]:)| {4}|\t)/;
const RULE = /^ {0,3}(?:=+|-+|_{3,}|\*{3,})[ \t]*$/;

/** Sections that do not say what the model is. */
const OTHER_SECTIONS =
  /\b(?:usage|uses?|using|install\w*|quick ?start|started|citation|cite|bibtex|licen[cs]e|contact|contents|news|updates?|changelog|train\w*|finetun\w*|fine-tun\w*|evaluat\w*|results?|benchmarks?|performance|metrics|limitations?|bias\w*|risks?|disclaimer|acknowledg\w*|examples?|inference|requirements?|downloads?|faq|references?|thanks|community|prompt\w*|format|environment\w*|authors?|contribut\w*|data|datasets?|hyperparameters|frameworks?|provided|quants?|notes?|glossary|more)\b/i;

function* proseParagraphs(text: string): Generator<string> {
  let lines: string[] = [];
  let isCode = false;
  let skipsSection = false;
  let skipsBlock = false;
  for (const line of `${text}\n`.split('\n')) {
    if (FENCE.test(line)) isCode = !isCode;
    const isHeading = !isCode && HEADING.test(line);
    const isUnderlined = lines.length > 0 && RULE.test(line);
    const ends = isCode || isHeading || RULE.test(line) || FENCE.test(line) || line.trim() === '';
    if (isHeading) skipsSection = isOtherSection(line);
    if (isUnderlined) skipsSection = isOtherSection(lines.join(' '));
    if (ends) {
      if (lines.length > 0 && !isUnderlined && !skipsSection) yield lines.join('\n');
      lines = [];
      skipsBlock = false;
    } else if (skipsBlock || (lines.length === 0 && NOT_PROSE.test(line))) {
      // The following lines belong to the same list, quote or table.
      skipsBlock = true;
    } else if (/^ {0,3}(?:[-*+>|]|\d{1,3}[.)])[ \t|]/.test(line)) {
      skipsBlock = true;
    } else lines.push(line);
  }
}

function isOtherSection(heading: string): boolean {
  const words = heading.replace(/[#*_]/g, ' ').trim();
  return words.split(/\s+/).length <= 6 && OTHER_SECTIONS.test(words);
}

const IMAGE = /!\[[^[\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)?\)|\[[^[\]]*\])/g;
const LINK = /\[([^[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)?\)|\[[^[\]]*\])/g;
const URL_TEXT = /\b(?:https?:\/\/|www\.)[^\s<>()]+/gi;
const HUB_MODEL = /\bhttps?:\/\/huggingface\.co\/([\w.-]+\/[\w-]+(?:\.[\w-]+)*)(?![\w/-])/g;
/** Stands for a removed URL. A sentence that contains one is not used. */
const GAP = '\ufffc';

/** Whether a paragraph consists mostly of links, or of words between separators. */
function isNavigation(paragraph: string): boolean {
  const text = paragraph.replace(IMAGE, '').replace(HUB_MODEL, '$1');
  const rest = text.replace(LINK, '').replace(URL_TEXT, '');
  const separators = rest.match(/[|•·]/g)?.length ?? 0;
  return separators >= 2 || letters(rest) < 0.35 * letters(text.replace(LINK, '$1'));
}

const letters = (text: string) => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

function plainText(paragraph: string): string {
  const text = paragraph
    .replace(IMAGE, '')
    .replace(LINK, '$1')
    .replace(/\[\^[^\]]{1,20}\]/g, '')
    .replace(HUB_MODEL, '$1')
    .replace(/\(\s?(?:https?:\/\/|www\.)[^\s()]+\s?\)/gi, '')
    .replace(URL_TEXT, GAP)
    .replace(/`+|\*+|~~|\\(?=[^\w\s])|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '');
  return visibleLine(decodeEntities(text))
    .replace(/\( ?\)|\[ ?\]/g, '')
    .replace(/ {2,}/g, ' ')
    .replace(/ (?=[,.;:!?])/g, '')
    .replace(/^[^\p{L}\p{N}"“«‘'([]+/u, '')
    .trim();
}

const NOT_A_DESCRIPTION: RegExp[] = [
  /more information needed|base template for new models|automatically generated|card has been generated|was generated automatically|version of None\b|supported by a grant|sponsor|\bTODO\b/i,
  // Notices.
  /^\W*update/i,
  /^\W*(?:notes?|notice|nb|warning|disclaimer|important|caution|attention|updated?|news|new|changelog|tip|deprecat\w*|edit|announcement|content warning)\b\W*[:!,–—-]/i,
  /^\[[^\]]{0,40}\d|^\d{4}[-./]\d/,
  // Labels.
  /^\W*[\p{L}][\p{L} ]{1,24}:/u,
  // Requests and introductions of code.
  /^\W*(?:please|click|see|visit|join|follow|sign|try|check|download|read|support|welcome|thanks?|for (?:more|details)|to (?:use|run|install|get|learn|load|cite)|if you|you (?:can|need|may|must)|use|install|run|first|then|below|here (?:is|are)|we (?:thank|also|recommend|included)|inference|model card|refer|chat|find|however|also|or|congratulations|experience|by (?:using|clicking|downloading))\b/i,
  // Code and formulas.
  /\$\$|[{}]|\w\(\w*\)|^(?:pip|git|import|from \w+ import|def|class|cd|python3?)\s|==|::/,
];

/** Parts of words, and words, of a sentence that says what a model is or does. */
const DESCRIPTION: RegExp[] = [
  /mod[eèé]l|network|transformer|encoder|decoder|fine-? ?tun|train|distil|quanti|classif|generat|recogni|detect|segment|transl|conver|introduc|present|unveil|propos|releas|librar|embedding|модел|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/iu,
  /\b(?:is an?|are an?|checkpoints?|version|ports?|adapters?|lora|pipelines?|weights|files|graphs?|export|implementation|vectors?|gan|bert|gpt|vit|vlm|tts|asr|ner|ocr)\b/i,
];

/** A sentence that leads to something else. */
const LEADS_ELSEWHERE =
  /\b(?:to|at|of|by|from|in|with|for|here|follows|following)\W{0,4}$|[:;,：；，(]$|\b(?:in|at|from|on|see) this (?:paper|page|link|repository|repo|blog|post|notebook)\b|\bbelow\b|^note\b/i;

/** An abbreviation or an initial, after which a sentence continues. */
const ABBREVIATION =
  /(?<![^\s(])(?:e\.g|i\.e|etc|al|vs|cf|approx|fig|eq|no|dr|prof|mr|ms|st|inc|ltd|co|resp|ver|v|\p{Lu})\.$/iu;

function firstSentences(text: string): string | undefined {
  const [first, second] = splitSentences(text);
  if (first === undefined || !isWhole(first) || !DESCRIPTION.some((pattern) => pattern.test(first)))
    return undefined;
  const whole = second === undefined || !isWhole(second) ? first : `${first} ${second}`;
  const summary = whole.length <= MAX_SUMMARY ? whole : first;
  return /[.!?。！？…]["'”’)]?$/u.test(summary) ? summary : `${summary}.`;
}

function isWhole(sentence: string): boolean {
  const words = sentence.split(' ').length;
  const isLong = SPACELESS.test(sentence) ? letters(sentence) >= 10 : words >= 4 && letters(sentence) >= 20;
  return (
    isLong &&
    sentence.length <= MAX_SENTENCE &&
    !sentence.includes(GAP) &&
    count(sentence, '(') === count(sentence, ')') &&
    !LEADS_ELSEWHERE.test(sentence)
  );
}

/** Scripts that do not put spaces between words. */
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

const count = (text: string, char: string) => text.split(char).length - 1;

/** The first two sentences of a text. A text without a final full stop is a sentence. */
function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const end of text.matchAll(/(?<![.!?])[.!?]{1,5}["'”’)]{0,3}(?=\s)|[。！？]/gu)) {
    const to = end.index + end[0].length;
    const sentence = text.slice(from, to).trim();
    const next = text.slice(to).trimStart();
    if (ABBREVIATION.test(sentence) || /^[\p{Ll}(]/u.test(next)) continue;
    sentences.push(sentence);
    from = to;
    if (sentences.length === 2) return sentences;
  }
  const rest = text.slice(from).trim();
  return rest === '' ? sentences : [...sentences, rest].slice(0, 2);
}
