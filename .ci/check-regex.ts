import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from 'recheck';
import ts from 'typescript';

/**
 * Checks every regular expression literal in src for catastrophic backtracking. None may be exponential or undecided. A
 * polynomial one must be listed in BOUNDED with the reason why its input stays short. Verdicts are cached in
 * node_modules/.cache by literal. CI starts without this cache.
 */
const BOUNDED: Record<string, string> = {
  '/^(.*?(\\w+)\\()([^()\\n]*device_map="auto")\\)/m': "runs over alacard's own templates only",
};
const TIMEOUT_MS = 120_000;
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, 'node_modules/.cache/regex-verdicts.json');

type Verdict = { status: 'safe' | 'vulnerable' | 'unknown'; detail: string };

function findLiterals(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  for (const name of files.filter((file) => file.endsWith('.ts')).sort()) {
    const file = join(ROOT, 'src', name);
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        const places = found.get(node.text) ?? [];
        found.set(node.text, [...places, `${relative(ROOT, file)}:${line + 1}`]);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

async function judge(literal: string): Promise<Verdict> {
  const end = literal.lastIndexOf('/');
  const result = await check(literal.slice(1, end), literal.slice(end + 1), { timeout: TIMEOUT_MS });
  if (result.status === 'safe') return { status: 'safe', detail: result.complexity.type };
  if (result.status === 'unknown') return { status: 'unknown', detail: result.error.kind };
  return { status: 'vulnerable', detail: `${result.complexity.summary}, ${result.attack.pattern}` };
}

function readCache(): Record<string, Verdict> {
  try {
    return JSON.parse(readFileSync(CACHE, 'utf8')) as Record<string, Verdict>;
  } catch {
    return {};
  }
}

const literals = findLiterals();
const verdicts = readCache();
const open = [...literals.keys()].filter((literal) => verdicts[literal]?.status !== 'safe');
await Promise.all(
  [0, 1].map(async () => {
    for (let literal = open.pop(); literal !== undefined; literal = open.pop()) {
      verdicts[literal] = await judge(literal);
    }
  }),
);
mkdirSync(dirname(CACHE), { recursive: true });
writeFileSync(CACHE, JSON.stringify(verdicts));

const problems = [...literals].flatMap(([literal, places]) => {
  const { status, detail } = verdicts[literal]!;
  if (status === 'safe') return [];
  if (status === 'vulnerable' && literal in BOUNDED && !detail.startsWith('exponential')) return [];
  return [`${places.join(', ')}: ${status} (${detail})\n    ${literal}`];
});
const stale = Object.keys(BOUNDED).filter((literal) => !literals.has(literal));
for (const problem of problems) process.stderr.write(`${problem}\n`);
for (const literal of stale)
  process.stderr.write(`remove this literal from BOUNDED, because src does not use it: ${literal}\n`);
process.stdout.write(`${literals.size} regular expressions checked, ${problems.length} problems\n`);
process.exitCode = problems.length + stale.length > 0 ? 1 : 0;
