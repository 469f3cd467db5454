import { existsSync, readFileSync } from 'node:fs';

interface PackageManifest {
  name: string;
  version: string;
}

let found: { root: URL; manifest: PackageManifest } | undefined;
const templates = new Map<string, string>();

/** The folder, as a URL that ends in `/`, of the package.json whose name is alacard. */
export function packageRoot(): URL {
  return findPackage().root;
}

/** alacard's own version, as in its package.json. */
export function packageVersion(): string {
  return findPackage().manifest.version;
}

/** Text of a file in `templates/`, e.g. `cells/hello.py`, with LF newlines. Throws where there is none. */
export function readTemplate(relativePath: string): string {
  let text = templates.get(relativePath);
  if (text === undefined) {
    const file = new URL(`templates/${relativePath}`, packageRoot());
    text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
    templates.set(relativePath, text);
  }
  return text;
}

/** Whether `templates/` has this file. */
export function hasTemplate(relativePath: string): boolean {
  return templates.has(relativePath) || existsSync(new URL(`templates/${relativePath}`, packageRoot()));
}

/** Source files and bundled chunks stand at different depths below the package's root: walk up to it. */
function findPackage(): { root: URL; manifest: PackageManifest } {
  if (found) return found;
  let folder = new URL('.', import.meta.url);
  for (;;) {
    const manifest = readManifest(folder);
    if (manifest?.name === 'alacard') {
      found = { root: folder, manifest };
      return found;
    }
    const parent = new URL('..', folder);
    if (parent.href === folder.href) throw new Error(`No alacard package above ${import.meta.url}`);
    folder = parent;
  }
}

function readManifest(folder: URL): PackageManifest | undefined {
  try {
    return JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as PackageManifest;
  } catch {
    return undefined;
  }
}
