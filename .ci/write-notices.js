import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes THIRD_PARTY_NOTICES: the license of every package in the bundle, according to esbuild's metafile. A license that
 * several packages share is written once, after their names and copyright lines.
 */
const { outputs } = JSON.parse(readFileSync('dist/metafile-esm.json', 'utf8'));
const folders = new Set();
for (const { inputs } of Object.values(outputs)) {
  for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match !== null && bytesInOutput > 0) folders.add(match[1]);
  }
}

/** Start of the terms that many packages share. */
const TERMS = /^(?:Permission is hereby granted|Permission to use, copy)/m;
const licenses = new Map();
const packages = [...folders].map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? `License: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
  return { title: `${name} ${version} (${license})`, text: text.replaceAll('\r\n', '\n') };
});
packages.sort((a, b) => (a.title < b.title ? -1 : 1));
for (const { title, text } of packages) {
  const start = Math.max(0, text.search(TERMS));
  const terms = text.slice(start);
  const key = terms.replace(/\s+/g, ' ');
  if (!licenses.has(key)) licenses.set(key, { owners: [], terms });
  licenses.get(key).owners.push(`${title}\n${text.slice(0, start)}`.replace(/\n+/g, '\n    ').trim());
}
const intro = 'alacard includes code from these packages, each under its own license.';
const sections = [...licenses.values()].map(({ owners, terms }) => `${owners.join('\n')}\n\n${terms}`);
writeFileSync('THIRD_PARTY_NOTICES', `${[intro, ...sections].join(`\n\n${'='.repeat(78)}\n`)}\n`);
