import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes THIRD_PARTY_NOTICES: the license of every package in the bundle, according to esbuild's metafile. */
const metafile = 'dist/metafile-esm.json';
const { outputs } = JSON.parse(readFileSync(metafile, 'utf8'));
const folders = new Set();
for (const { inputs } of Object.values(outputs)) {
  for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match !== null && bytesInOutput > 0) folders.add(match[1]);
  }
}

/** Where the terms begin that many packages have in common. */
const TERMS = /^(?:Permission is hereby granted|Permission to use, copy)/m;
const licenses = new Map();
const packages = [...folders].map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? `License: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
  return { title: `${name} ${version} (${license})`, text };
});
packages.sort((a, b) => (a.title < b.title ? -1 : 1));
const intro = 'alacard includes code from these packages, each under its own license.';
writeFileSync(
  'THIRD_PARTY_NOTICES',
  `${[intro, ...packages.map(({ title, text }) => `${'='.repeat(78)}\n${title}\n\n${text}`)].join('\n\n')}\n`,
);
if (existsSync(metafile)) rmSync(metafile);
