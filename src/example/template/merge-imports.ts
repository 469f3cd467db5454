import { isStandardModule } from '../../python/packages/stdlib-modules.ts';

const IMPORT = /^(?:import \S+(?: as \w+)?|from (\S+) import (.+))$/;
export const isImport = (line: string): boolean => IMPORT.test(line);

const isStandard = (line: string) => isStandardModule(/^\w+ (\w+)/.exec(line)![1]!);

/** Adds imports to those that code begins with, in the usual order and each once. Later imports stay where they are. */
export function mergeImports(lines: string[], added: string[] = []): string[] {
  const end = lines.findIndex((line) => line !== '' && !IMPORT.test(line));
  const plain = new Set<string>();
  const from = new Map<string, Set<string>>();
  for (const line of [...lines.slice(0, end), ...added]) {
    const found = IMPORT.exec(line);
    if (found === null) continue;
    if (found[1] === undefined) plain.add(line);
    else {
      const names = from.get(found[1]) ?? new Set();
      for (const name of found[2]!.split(', ')) names.add(name);
      from.set(found[1], names);
    }
  }
  const all = [
    ...sorted(plain),
    ...sorted(from.keys()).map(
      (module) => `from ${module} import ${[...from.get(module)!].sort().join(', ')}`,
    ),
  ];
  const blocks = [all.filter(isStandard), all.filter((line) => !isStandard(line)), lines.slice(end)].map(
    (block) => block.join('\n').trim(),
  );
  const text = blocks.filter((block) => block !== '').join('\n\n');
  return text.replace(/\n{3,}/g, '\n\n').split('\n');
}

const sorted = (lines: Iterable<string>) =>
  [...lines].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
