import type { Requirement } from '../packages/requirements.ts';
import { createLineScanner, type LineScanner, opensSuite } from '../syntax/line-scanner.ts';
import { type InstallCommand, parseInstallCommand, type Refusal } from './install-command.ts';
import { type Downloaded, runsUnattended } from './unattended.ts';

export type { Refusal };
export { parseInstallCommand };

/** Shell lines found in Python code. */
export interface ShellLines {
  /** Requirements of the install lines, in order, with repetitions. */
  requirements: Requirement[];
  /** Install commands that alacard does not run, and why. */
  refused: Refusal[];
  /** Other removed lines, as written. */
  shell: string[];
}

export interface ShellSplit extends ShellLines {
  /** The code without those lines. */
  code: string;
  /** Number of physical lines removed. */
  removed: number;
}

/** A line that cannot be Python: a command followed by a word that cannot continue an expression. */
const BARE_COMMAND =
  /^[ \t]*(?:git (?:clone|lfs|checkout|pull)|cd|wget|curl|conda|mamba|apt|apt-get|sudo|brew|export|source|mkdir|huggingface-cli|hf|python[\d.]*|bash|sh|chmod|unzip|npm|npx|docker|uv|uvx|pipx|poetry|vllm|ollama|streamlit|uvicorn|gradio|accelerate|torchrun|deepspeed|pip[\d.]*|jupyter)[ \t]+(?![=.,:)\]]|[-/~][ \t]|(?:in|is|and|or|not|if|else|for|as|import)\b)["'\w./~-]/;
const BARE_INSTALL =
  /^[ \t]*(?:\([\w.-]+\)[ \t]*)?(?:[$❯][ \t]*|>[ \t]+)?(?:\w+=\S+[ \t]+)*(?:sudo[ \t]+(?:-H[ \t]+)?)?(?:(?:python[\d.]*|py)[ \t]+-m[ \t]+)?(?:pip[\d.]*|uv|conda|mamba|micromamba)[ \t]+(?:-\S+[ \t]+)*(?:pip[ \t]+)?(?:install|add)(?:[ \t;&|]|$)/;
const PROMPT_LINE = /^[ \t]*[$❯](?:[ \t]+\S|(?=[a-z]))/;
const MAGIC_LINE = /^[ \t]*(?:!(?!=)|%{1,2}[A-Za-z])/;
const COMMENTED_INSTALL =
  /^#+[ \t]*((?:[!%$][ \t]*)?(?:(?:python3?[ \t]+-m[ \t]+)?pip3?|uv pip)[ \t]+install[ \t].*)$/;
/** Cell magics whose body is Python. */
const PYTHON_CELL = /^%%(?:capture|time|timeit|prun|python3?|debug)\b/;
const SHELL_CELL = /^%%(?:bash|sh|shell|script[ \t]+(?:ba|z)?sh|!|system)\b/;
/** Commands before `&& pip install` that do not affect what it installs. */
const UNRELATED_COMMAND =
  /^(?:cd|source|export|echo|conda|mamba|virtualenv|python[\d.]* -m venv|uv venv|git|apt|apt-get|sudo apt|sudo apt-get|pip[\d.]* uninstall)\b/;
const MAX_REQUIREMENTS = 200;
const MAX_LISTED = 50;

/**
 * Removes install lines (`!pip`, `%pip`, `pip install`, `$ pip`, `python -m pip`, `uv`, `conda`) from Python code.
 * Other `!` and `%` lines stay if they can run unattended. The rest, bare commands and cell magics move to `shell`.
 * Lines in triple-quoted strings stay unchanged.
 */
export function splitShellLines(code: string): ShellSplit {
  const lines = code.split('\n');
  const split: ShellSplit = { code, requirements: [], refused: [], shell: [], removed: 0 };
  const kept: string[] = [];
  const downloaded: Downloaded = { folders: new Set(), files: false };
  const scanner = createLineScanner();
  const drop = (from: number, next: number): void => {
    split.removed += next - from;
    kept.push(...passForEmptyBlock(kept, lines, from, next));
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (!isShellLine(line, positionOf(scanner))) {
      const state = scanner.next(line);
      if (state.comment !== undefined && !state.inString)
        addCommentedInstall(split, line.slice(state.comment));
      kept.push(line);
      continue;
    }
    const end = commandEnd(lines, at);
    const text = lines.slice(at, end + 1).join('\n');
    if (/^[ \t]*%%/.test(line)) {
      const body = PYTHON_CELL.test(line.trim()) ? [] : lines.slice(at + 1);
      if (SHELL_CELL.test(line.trim())) addShellBody(split, body);
      split.shell.push([line, ...body].join('\n'));
      drop(at, at + 1 + body.length);
      at += body.length;
      continue;
    }
    const install = parseInstallCommand(text);
    if (install !== undefined) {
      const stay = recordInstall(split, install, text, downloaded);
      if (stay.length === 0) drop(at, end + 1);
      else {
        const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
        kept.push(...stay.map((other) => indent + other));
        split.removed += end - at + 1 - stay.length;
      }
    } else if (MAGIC_LINE.test(line) && runsUnattended(text, downloaded)) {
      kept.push(...lines.slice(at, end + 1));
    } else {
      split.shell.push(text.trim());
      drop(at, end + 1);
    }
    at = end;
  }
  if (split.removed > 0 || kept.length !== lines.length || kept.some((line, at) => line !== lines[at])) {
    split.code = trimBlank(kept, code);
  }
  split.shell.splice(MAX_LISTED);
  split.refused.splice(MAX_LISTED);
  return split;
}

/** Where the next line begins: in no statement, in a string, or in an open statement. */
function positionOf(scanner: LineScanner): 'free' | 'string' | 'open' {
  if (scanner.isInString()) return 'string';
  return scanner.isOpen() ? 'open' : 'free';
}

function isShellLine(line: string, place: 'free' | 'string' | 'open'): boolean {
  if (place === 'string') return false;
  if (BARE_INSTALL.test(line)) return true;
  if (place === 'open') return /^[ \t]*!(?!=)[ \t]*[a-z]/.test(line);
  return MAGIC_LINE.test(line) || PROMPT_LINE.test(line) || BARE_COMMAND.test(line);
}

function commandEnd(lines: string[], start: number): number {
  let end = start;
  while (end + 1 < lines.length && /\\[ \t]*$/.test(lines[end] as string)) end += 1;
  return end;
}

function addInstall(split: ShellSplit, install: Pick<InstallCommand, 'requirements' | 'refused'>): void {
  const remaining = MAX_REQUIREMENTS - split.requirements.length;
  split.requirements.push(...install.requirements.slice(0, Math.max(0, remaining)));
  const reason = `more than ${MAX_REQUIREMENTS} packages`;
  if (install.requirements.length > remaining && split.refused.at(-1)?.reason !== reason) {
    split.refused.push({ line: 'further install lines', reason });
  }
  split.refused.push(...install.refused);
}

/**
 * Records what an install line installs. Returns the line's other commands, which stay in the code, each with a `!`.
 */
function recordInstall(
  split: ShellSplit,
  install: InstallCommand,
  text: string,
  downloaded: Downloaded,
): string[] {
  const others = install.others.map((other) => `!${other}`);
  const isMagic = MAGIC_LINE.test(text);
  const stay = isMagic ? others.filter((other) => runsUnattended(other, downloaded)) : [];
  const dropped = install.others.filter((other) => !stay.includes(`!${other}`));
  split.shell.push(...dropped);
  if (dropped.some((other) => !UNRELATED_COMMAND.test(other))) {
    split.refused.push({
      line: text.trim().slice(0, 200),
      reason: 'combined with a command that is not run',
    });
    return [];
  }
  addInstall(split, install);
  return stay;
}

/** Records a commented install line such as `# pip install x`, unless any part of it would be refused. */
function addCommentedInstall(split: ShellSplit, comment: string): void {
  const command = COMMENTED_INSTALL.exec(comment)?.[1];
  const install = command === undefined ? undefined : parseInstallCommand(command);
  if (install === undefined || install.refused.length > 0 || install.others.length > 0) return;
  addInstall(split, install);
}

function addShellBody(split: ShellSplit, body: string[]): void {
  for (let at = 0; at < body.length; at += 1) {
    const end = commandEnd(body, at);
    const install = parseInstallCommand(body.slice(at, end + 1).join('\n'));
    if (install !== undefined) addInstall(split, install);
    at = end;
  }
}

/** Returns a `pass` if the removed lines were a whole indented block. */
function passForEmptyBlock(kept: string[], lines: string[], from: number, next: number): string[] {
  const indent = /^[ \t]*/.exec(lines[from] ?? '')?.[0] ?? '';
  const before = kept.findLast((other) => other.trim() !== '' && !other.trim().startsWith('#')) ?? '';
  if (indent === '' || !opensSuite(before)) return [];
  const after = lines
    .slice(next, next + 200)
    .find((other) => other.trim() !== '' && !other.trim().startsWith('#'));
  return after?.startsWith(indent) ? [] : [`${indent}pass`];
}

function trimBlank(kept: string[], code: string): string {
  const text = kept
    .join('\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
  return text !== '' && code.endsWith('\n') ? `${text}\n` : text;
}
