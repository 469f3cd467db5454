import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes THIRD_PARTY_NOTICES: the licence of every package whose code the bundle holds, as esbuild's metafile lists them. */
const metafile = 'dist/metafile-esm.json';
const { outputs } = JSON.parse(readFileSync(metafile, 'utf8'));
const folders = new Set();
for (const { inputs } of Object.values(outputs)) {
  for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found !== null && bytesInOutput > 0) folders.add(found[1]);
  }
}
const packages = [...folders].map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
  return { title: `${name} ${version} (${license})`, text };
});
packages.sort((a, b) => (a.title < b.title ? -1 : 1));
const intro = 'alacard is distributed with code of these packages, each under its own licence.';
writeFileSync(
  'THIRD_PARTY_NOTICES',
  `${[intro, ...packages.map(({ title, text }) => `${'='.repeat(78)}\n${title}\n\n${text}`)].join('\n\n')}\n`,
);
if (existsSync(metafile)) rmSync(metafile);
