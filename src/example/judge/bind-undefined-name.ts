import { type Candidate, readCandidate } from './candidate.ts';
import { undefinedNames } from './missing-names.ts';

const ASSIGNMENT = /^([A-Za-z_]\w*)\s*=\s*[A-Za-z_][\w.]*\(/;

/**
 * Repairs an example that uses two names for the same value: one name is undefined, and the result of one earlier call
 * is unused. Adds an assignment such as `output = image`, marked as added. Other code is returned unchanged.
 */
export function bindUndefinedName(candidate: Candidate): Candidate {
  const [name, ...others] = undefinedNames(candidate);
  if (name === undefined || others.length > 0) return candidate;
  const use = Math.min(
    ...candidate.names.missing.filter((missing) => missing.name === name).map(({ line }) => line),
  );
  const lines = candidate.code.split('\n');
  let statement = use - 1;
  while (statement > 0 && /^(?:\s|[)\]}]|$)/.test(lines[statement]!)) statement--;
  const code = lines.map((line) => line.replace(/#.*/s, '')).join('\n');
  const unused = lines.slice(0, statement).flatMap((line) => {
    const value = ASSIGNMENT.exec(line)?.[1];
    if (value === undefined) return [];
    const uses = [...code.matchAll(new RegExp(`(?<![\\w.])${value}\\b(?!\\s*=[^=])`, 'g'))].length;
    return uses === 0 ? [value] : [];
  });
  if (unused.length !== 1) return candidate;
  const added = `${name} = ${unused[0]}  # alacard: added because the example uses this name for it`;
  const named = readCandidate([...lines.slice(0, statement), added, ...lines.slice(statement)].join('\n'));
  return named.with({ split: candidate.split, blocks: candidate.blocks });
}
