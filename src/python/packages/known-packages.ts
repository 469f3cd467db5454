import { distance } from 'fastest-levenshtein';
import { packageNames } from './package-table.ts';

/**
 * Projects whose name is one edit from a name in the package table, but that are themselves among the 15,000 most
 * downloaded on PyPI. Based on the download ranking of November 2026.
 */
const POPULAR_NEIGHBORS = new Set(
  `aiopath astroid beautifulsoup bpython cattrs cdflib dataset datazets decord2 demoji dydantic edit-distance efinance
  faiss-gpu fastar git-python grequests gsutil inference isolate jaxlie kernel markdown2 newspaper4k ngboost openapi
  openmim openml psycopg-binary pybase62 pylatex pymantic pymupdfb pypdf3 pypdf4 pytorch pyvips pyvisa record retworkx
  spython torch-summary torchax torchio torchx tslearn unicorn urlman vastai websocket whisper willow`.split(
    /\s+/,
  ),
);

/** Shorter names have too many neighbors. */
const MIN_LENGTH = 6;

/** Whether alacard knows this PyPI project (PEP 503 normalized). Other projects appear only in install lines. */
export function isKnownPackage(name: string): boolean {
  return packageNames().has(name) || POPULAR_NEIGHBORS.has(name);
}

/** The known project that this name seems to misspell: `transformers` for `transfomers`. It could be a typosquat. */
export function findMisspelled(name: string): string | undefined {
  if (name.length < MIN_LENGTH || isKnownPackage(name)) return undefined;
  for (const known of packageNames()) {
    if (known.length >= MIN_LENGTH - 1 && isOneEdit(name, known)) return known;
  }
  return undefined;
}

/** Whether two texts differ by one character, or by two swapped neighbors. */
function isOneEdit(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  if (distance(one, other) === 1) return true;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return one === `${other.slice(0, at)}${other[at + 1]}${other[at]}${other.slice(at + 2)}`;
}
