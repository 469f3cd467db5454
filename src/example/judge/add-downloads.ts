import type { Card, CodeBlock } from '../../card/card.ts';
import { toPythonLiteral } from '../../encode/python-literal.ts';
import { type Candidate, joinCandidates, readCandidate } from './candidate.ts';

/** A file that a shell command in the card downloads. */
export interface Download {
  line: string;
  block: CodeBlock;
}

const WGET =
  /^(?:[$!]\s*)?(wget\s+(?:-[\w-]+\s+)*["']?(https?:\/\/[^\s"']+)["']?(?:\s+-O\s+([\w./-]+))?)\s*$/;
const CURL =
  /^(?:[$!]\s*)?(curl\s+(?:-[A-NP-Za-np-z]+\s+)*(?:-\w*O\s+["']?(https?:\/\/[^\s"']+)["']?|["']?(https?:\/\/[^\s"']+)["']?\s+-o\s+([\w./-]+)|-\w*o\s+([\w./-]+)\s+["']?(?:https?:\/\/[^\s"']+)["']?))\s*$/;

const baseName = (path: string) =>
  path
    .replace(/[?#].*/s, '')
    .split('/')
    .at(-1)!;

/** Finds the files that the card downloads with wget or curl, keyed by file name. */
export function findDownloads(card: Card): Map<string, Download> {
  const found = new Map<string, Download>();
  for (const block of card.blocks) {
    for (const text of block.code.replace(/\\\n\s*/g, ' ').split('\n')) {
      const wget = WGET.exec(text.trim());
      const curl = wget === null ? CURL.exec(text.trim()) : null;
      const name = wget
        ? (wget[3] ?? baseName(wget[2]!))
        : curl && (curl[4] ?? curl[5] ?? baseName(curl[2]!));
      const line = wget?.[1] ?? curl?.[1];
      if (name && line && /^[\w.-]+$/.test(name) && !found.has(name)) found.set(name, { line, block });
    }
  }
  return found;
}

/** spaCy's own pipelines, which `spacy download` installs. */
const SPACY_PIPELINE = /^[a-z]{2,3}_(?:core|dep|ent|sent)_(?:web|news|sci|wiki)_(?:sm|md|lg|trf)$/;

const spacyPipelines = ({ calls }: Candidate) =>
  calls.flatMap(({ callee, args, line }) => {
    const name = callee === 'spacy.load' ? args[0]?.string : undefined;
    return name !== undefined && /^\w+$/.test(name) ? [{ name, line }] : [];
  });

/** Finds a pipeline that the code loads, but that neither the code nor `spacy download` installs. */
export function missingSpacyPipeline(candidate: Candidate): string | undefined {
  const installs = /spacy[. ]+(?:cli\.)?download|pip\s+install/.test(candidate.code);
  const names = spacyPipelines(candidate).map(({ name }) => name);
  return installs ? undefined : names.find((name) => !SPACY_PIPELINE.test(name));
}

/** Prepends the downloads that the code needs but does not contain: the card's files and spaCy's pipelines. */
export function addDownloads(candidate: Candidate, downloads: ReadonlyMap<string, Download>): Candidate {
  const parts: Candidate[] = [];
  const own = new Set(candidate.blocks);
  for (const value of new Set(candidate.strings.map((string) => string.value.replace(/^\.\//, '')))) {
    const download = downloads.get(value);
    if (download === undefined || own.has(download.block)) continue;
    parts.push(readCandidate(`!${download.line}`, [download.block]));
  }
  const loaded = new Set(spacyPipelines(candidate).map(({ name }) => name));
  const pipelines = [...loaded].filter((name) => SPACY_PIPELINE.test(name));
  if (pipelines.length > 0 && !/spacy[. ]+(?:cli\.)?download/.test(candidate.code)) {
    const lines = pipelines.map((name) => `spacy.cli.download(${toPythonLiteral(name)})  # alacard: added`);
    const head = "import spacy.cli  # alacard: added because spaCy's pipelines are not on PyPI";
    parts.push(readCandidate([head, ...lines].join('\n')));
  }
  if (parts.length === 0) return candidate;
  const joined = joinCandidates([...parts, candidate]);
  const blocks = joined.blocks.toSorted((one, other) => one.startLine - other.startLine);
  return joined.with({ split: candidate.split, blocks });
}
