import { existsSync, readFileSync } from 'node:fs';

interface PackageManifest {
  name: string;
  version: string;
}

let foundPackage: { root: URL; manifest: PackageManifest } | undefined;
const templates = new Map<string, string>();

/** URL, ending in `/`, of the folder with alacard's package.json. */
export function packageRoot(): URL {
  return findPackage().root;
}

/** alacard's version, from its package.json. */
export function packageVersion(): string {
  return findPackage().manifest.version;
}

/**
 * Text of a file in `templates/`, such as `cells/title.md.tmpl`, with LF newlines.
 * @throws Error if the file does not exist
 */
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

/** Walks up to the package root, because source files and bundled chunks are at different depths. */
function findPackage(): { root: URL; manifest: PackageManifest } {
  if (foundPackage) return foundPackage;
  let folder = new URL('.', import.meta.url);
  for (;;) {
    const manifest = readManifest(folder);
    if (manifest?.name === 'alacard') {
      foundPackage = { root: folder, manifest };
      return foundPackage;
    }
    const parent = new URL('..', folder);
    if (parent.href === folder.href) throw new Error(`No alacard package found above ${import.meta.url}`);
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
