import { type Call, findCalls, findStrings } from '../names/calls.ts';
import { walkNames } from '../names/name-walk.ts';
import { parseInstallCommand } from '../shell/shell-lines.ts';
import { magicEnd } from '../syntax/magic-lines.ts';
import { lineOf, oncePerFile, type PythonFile } from '../syntax/syntax.ts';
import type { CellRisk } from './describe-risks.ts';
import {
  CONSTRUCTS,
  CREDENTIAL_FILE,
  CREDENTIAL_NAME,
  classifyCommand,
  ENVIRONMENT,
  RISKS,
  type Risk,
} from './risk-table.ts';

/** A risky construct and its 1-based lines. */
export interface FoundRisk {
  risk: Risk;
  lines: number[];
}

/**
 * Finds constructs that reach beyond the model, by kind, worst first. This tells a reader where to look; it does not
 * find code that hides what it does.
 */
export const findRisks = oncePerFile((file): readonly FoundRisk[] => {
  const found = new Map<Risk, Set<number>>();
  const add = (risk: Risk | undefined, offset: number): void => {
    if (risk === undefined) return;
    const lines = found.get(risk) ?? new Set();
    found.set(risk, lines.add(lineOf(file, offset)));
  };
  if (file.problem !== undefined) add('unchecked', file.lineStarts[file.problem.line - 1] ?? 0);
  const originOf = originReader(file);
  for (const call of findCalls(file)) add(riskOfCall(call, originOf(call)), call.from);
  for (const { value, from } of findStrings(file)) {
    const isCredential =
      CREDENTIAL_FILE.test(value) ||
      (CREDENTIAL_NAME.test(value) && ENVIRONMENT.test(file.code.slice(Math.max(0, from - 40), from)));
    if (isCredential) add('credentials', from);
    if (value === 'trust_remote_code') add('remote', from);
  }
  file.tree.iterate({
    enter: ({ name, from }) => {
      if (name === 'Number') add(riskOfMagic(file.code, from), from);
    },
  });
  return (Object.keys(RISKS) as Risk[]).flatMap((risk) => {
    const lines = found.get(risk);
    return lines === undefined ? [] : [{ risk, lines: [...lines].sort((a, b) => a - b) }];
  });
});

/**
 * The risks of one cell.
 * @param above how many lines the cell has above the code
 */
export function risksOfCell(cell: number, file: PythonFile, above = 0): CellRisk[] {
  return findRisks(file).map(({ risk, lines }) => ({ cell, risk, lines: lines.map((line) => line + above) }));
}

/** Reads the full name of a callee, with imports resolved. A name that the code itself defines has no full name. */
function originReader(file: PythonFile): (call: Call) => string {
  const { origins, module } = walkNames(file);
  return ({ callee }) => {
    const dot = callee.indexOf('.');
    const root = dot < 0 ? callee : callee.slice(0, dot);
    const rest = dot < 0 ? '' : callee.slice(dot);
    const origin = origins.get(root);
    if (origin !== undefined) return origin + rest;
    return module.bindings.has(root) ? `?${rest}` : callee;
  };
}

function riskOfCall(call: Call, origin: string): Risk | undefined {
  for (const { callee, risk, when } of CONSTRUCTS) {
    if (!callee.test(origin) || when?.(call) === false) continue;
    return risk === 'shell'
      ? classifyCommand(call.args.map(({ string, text }) => string ?? text).join(' '))
      : risk;
  }
  return undefined;
}

/** The scanner replaces a line that IPython handles with a number: `!command`, `x = !command`, `%magic`, `%%cell`. */
function riskOfMagic(code: string, at: number): Risk | undefined {
  if (/[\d.]/.test(code[at]!)) return undefined;
  const start = code.lastIndexOf('\n', at) + 1;
  const command = /[!%].*/s.exec(code.slice(start, magicEnd(code, at)))?.[0] ?? '';
  if (command.startsWith('%%')) return riskOfCell(command, code.slice(start));
  if (/^%(?:pip|conda)\b/.test(command) || /^!\s*pip/.test(command)) {
    const install = parseInstallCommand(command);
    if (install !== undefined && install.others.length === 0)
      return install.refused.length > 0 ? 'install' : undefined;
  }
  if (command.startsWith('!') || /^%(?:sx|system|sc)\b/.test(command)) return classifyCommand(command);
  if (/^%(?:run|load|loadpy|rerun|macro)\b/.test(command)) return 'eval';
  if (/^%(?:env|set_env)\b.*(?:TOKEN|KEY|SECRET|PASSWORD)/i.test(command)) return 'credentials';
  return undefined;
}

const SHELL_CELLS = /^%%(?:bash|sh|shell|script|system|sx|!|cmd|powershell|perl|ruby)/;

function riskOfCell(magic: string, cell: string): Risk | undefined {
  return SHELL_CELLS.test(magic) ? classifyCommand(cell) : undefined;
}
