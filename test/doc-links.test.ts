import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { dispatch } from '../src/cli/program.ts';
import { createFakeHost } from './cli/fake-host.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** As GitHub does it. */
const toAnchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
const anchorsOf = (path: string) =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, text]) => toAnchor(text!));

const linksOf = (path: string) =>
  [...read(path).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
    .map(([, link, source]) => (link ?? source)!)
    .filter((link) => !/^https?:/.test(link));

describe.each(DOCUMENTS)('%s', (path) => {
  test.each(linksOf(path).map((link) => [link]))('links to %s, which exists', (link) => {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : join(dirname(path), file);
    expect(existsSync(join(root, target))).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(target)).toContain(anchor);
  });

  test('names only files and folders that exist', () => {
    const named = [...read(path).matchAll(/`((?:src|test|bench|templates|fixtures)\/[\w./-]+)`/g)];
    expect(named.map(([, name]) => name!).filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });
});

/** Each `alacard ...` command in the shell blocks, without anything before it and anything after it in a pipe. */
const COMMANDS = DOCUMENTS.flatMap((path) =>
  [...read(path).matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block]) =>
    [...block!.matchAll(/(?:^|[ (])(?:alacard|bin\/alacard\.js)((?: +(?:"[^"]*"|[^\s#|>&)]+))*)/gm)].map(
      ([, words]) => [...words!.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => (quoted ?? bare)!),
    ),
  ),
).filter((words) => words.length > 0);

describe('the commands of the documents', () => {
  test('are found', () => expect(COMMANDS.length).toBeGreaterThan(20));

  test.each(COMMANDS.map((words) => [words.join(' '), words] as const))('alacard %s', async (_, words) => {
    let ran = '';
    await dispatch(words, createFakeHost(), async ({ name }) => {
      ran = name;
      return 0;
    });
    expect(ran).toBe(words[0]);
  });
});

test('CONTRIBUTING.md lists every folder of src', () => {
  const [, listing = ''] = /^```\nsrc\/\n(.*?)^```/ms.exec(read('CONTRIBUTING.md'))!;
  const parents: string[] = [];
  const listed = [...listing.matchAll(/^( +)([\w-]+)\/ /gm)].map(([, indent, name]) => {
    const depth = indent!.length / 2 - 1;
    parents.splice(depth, parents.length, name!);
    return parents.join('/');
  });
  const folders = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => relative(join(root, 'src'), join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    // One folder per command.
    .filter((folder) => !/^cli\/commands\/./.test(folder));
  expect(listed.sort()).toEqual(folders.sort());
});
