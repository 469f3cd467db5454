import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * Lists every user-visible sentence of four or more words as `file:line: sentence`, for a reader to review: help,
 * errors, hints, progress, prompts, pages, API descriptions and notebook text. Run with `npm run list:sentences`.
 */
const MIN_WORDS = 4;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Sentence {
  file: string;
  line: number;
  text: string;
}

/** String and template literals, except imports, types and property names. */
function fromScript(file: string, source: string): Sentence[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: Sentence[] = [];
  const add = (node: ts.Node, text: string) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    found.push(...split(file, line + 1, text));
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isLiteralTypeNode(node)) return;
    if (ts.isStringLiteralLike(node)) add(node, node.text);
    else if (ts.isTemplateExpression(node)) {
      add(node, node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join(''));
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Comments and one-line strings of a Python template. */
function fromPython(file: string, source: string): Sentence[] {
  return source.split('\n').flatMap((line, at) => {
    const strings = [...line.matchAll(/(["'])((?:(?!\1)[^\\]|\\.){10,})\1/g)].map((match) => match[2]!);
    const comment = /^\s*#\s*(.+)$/.exec(line)?.[1];
    return [...strings, ...(comment === undefined ? [] : [comment])].flatMap((text) =>
      split(file, at + 1, text),
    );
  });
}

/** Wrapped lines are joined; blank lines and ends of sentences separate. */
function split(file: string, line: number, text: string): Sentence[] {
  let at = line;
  return text.split(/(\n\s*\n|\n(?=\s{2}))/).flatMap((part) => {
    const start = at;
    at += part.split('\n').length - 1;
    return part
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .split(/(?<=[.!?:])\s+(?=[A-Z`])/)
      .map((sentence) => ({ file, line: start, text: sentence.trim() }))
      .filter((sentence) => isSentence(sentence.text));
  });
}

function isSentence(text: string): boolean {
  const words = text.split(' ').filter((word) => /^[("'`]?[A-Za-z][A-Za-z'’-]*[)"'`.,:;!?]*$/.test(word));
  return words.length >= MIN_WORDS && !/^(?:select|insert|update|delete|create|alter) /i.test(text);
}

function list(folder: string): Sentence[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort()
    .flatMap((file) => {
      if (/\.(?:ts|js)$/.test(file)) return fromScript(file, readFileSync(join(ROOT, file), 'utf8'));
      if (file.endsWith('.py')) return fromPython(file, readFileSync(join(ROOT, file), 'utf8'));
      if (file.endsWith('.tmpl')) return split(file, 1, readFileSync(join(ROOT, file), 'utf8'));
      return [];
    });
}

const sentences = [...list('src'), ...list('templates')];
process.stdout.write(sentences.map(({ file, line, text }) => `${file}:${line}: ${text}\n`).join(''));
