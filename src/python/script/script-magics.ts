import { toPythonLiteral } from '../../encode/python-literal.ts';
import { formatRequirement } from '../packages/requirements.ts';
import { parseInstallCommand } from '../shell/install-command.ts';
import { findMagicLine, magicEnd } from '../syntax/magic-lines.ts';
import { scanPython } from '../syntax/scan.ts';
import type { PythonFile } from '../syntax/syntax.ts';

/** Part of the code that a script needs in another form. Offsets refer to the cell. */
export interface ScriptEdit {
  from: number;
  to: number;
  text: string;
}

interface ScriptMagics {
  edits: ScriptEdit[];
  requirements: string[];
  /** Whether the cell is for another program, such as `%%bash`. */
  isWhole: boolean;
}

/** The install line of cell 2, whose requirements are quoted. */
const OWN_INSTALL = /^%pip install -q(?: "[^"\n]+")+$/;
const ASSIGNED = /=[ \t]*$/;

/** Finds the lines that IPython handles, with what takes their place in a script. */
export function findScriptMagics({ code, lineStarts }: PythonFile): ScriptMagics {
  const { masked } = scanPython(code);
  const found: ScriptMagics = { edits: [], requirements: [], isWhole: false };
  let done = 0;
  for (const [index, start] of lineStarts.entries()) {
    if (start < done) continue;
    const end = lineStarts[index + 1] ?? code.length;
    const at = start + /^[ \t]*/.exec(code.slice(start, end))![0].length;
    const magic =
      masked[at] === code[at] ? undefined : findMagicLine(code, at, code.slice(0, at).trim() === '');
    if (magic !== undefined) {
      done = magic.to;
      const text = code.slice(at, magic.to);
      if (text.startsWith('%%') && magic.to === code.length) found.isWhole = true;
      found.edits.push({ from: at, to: magic.to, text: replaceMagic(text, at > start, found.requirements) });
      continue;
    }
    for (let sign = at; sign < end; sign++) {
      if (masked[sign] === code[sign] || !'!%'.includes(code[sign]!)) continue;
      if (!ASSIGNED.test(code.slice(start, sign))) continue;
      done = magicEnd(code, sign);
      found.edits.push({ from: sign, to: done, text: replaceAssigned(code.slice(sign, done)) });
      break;
    }
  }
  return found;
}

function replaceMagic(text: string, isIndented: boolean, requirements: string[]): string {
  if (/^%time[ \t]+$/.test(text)) return '';
  const install = readInstall(text);
  if (Array.isArray(install)) {
    requirements.push(...install);
    return isIndented ? 'pass  # installed by the header of this script' : '';
  }
  return (install === undefined ? toPython(text) : undefined) ?? inComment(text, isIndented ? 'pass  ' : '');
}

/** Python that does the same as a shell line or a magic, if there is any. */
function toPython(text: string): string | undefined {
  const [, shell] = /^!!?(.*)$/s.exec(text) ?? [];
  if (shell !== undefined && !shell.includes('{')) return `subprocess.run(${literal(shell)}, shell=True)`;
  const [, name, value] =
    /^%(?:set_)?env[ \t]+(\w+)(?:[ \t]+|[ \t]*=[ \t]*)([^\s{$][^{$\n]*)$/.exec(text) ?? [];
  if (name !== undefined) return `os.environ[${literal(name)}] = ${literal(value!)}`;
  const [, folder] = /^%cd[ \t]+([^-\s{$][^{$\n]*)$/.exec(text) ?? [];
  return folder === undefined ? undefined : `os.chdir(${literal(folder)})`;
}

function inComment(text: string, before: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return `${before}# Only in a notebook: ${lines.join(' ')}`;
}

function replaceAssigned(text: string): string {
  const [, shell] = /^!(.*)$/s.exec(text) ?? [];
  if (shell !== undefined && !shell.includes('{')) {
    const options = 'shell=True, capture_output=True, text=True';
    return `subprocess.run(${literal(shell)}, ${options}).stdout.splitlines()`;
  }
  return inComment(text, '[]  ');
}

/** The requirements of an install line, `refused` if a header cannot list them, or undefined for any other line. */
function readInstall(text: string): string[] | 'refused' | undefined {
  if (OWN_INSTALL.test(text)) return [...text.matchAll(/"([^"]+)"/g)].map((match) => match[1]!);
  const install = parseInstallCommand(text);
  if (install === undefined) return undefined;
  const isPlain = install.others.length === 0 && install.refused.length === 0;
  return isPlain ? install.requirements.map(formatRequirement) : 'refused';
}

function literal(text: string): string {
  return toPythonLiteral(text.replace(/\\\n/g, ' ').trim());
}
