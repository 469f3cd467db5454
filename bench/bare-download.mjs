import { readFileSync } from 'node:fs';
import { request } from 'undici';

// Downloads what a batch downloads, and does nothing else: `bare-download.mjs <hub> <file of [id, sha]> <concurrency>`.
const [, , hub, file, concurrency] = process.argv;
const models = JSON.parse(readFileSync(file, 'utf8')).values();

async function get(path) {
  const { statusCode, headers, body } = await request(hub + path, {
    headers: { 'accept-encoding': 'gzip, br' },
  });
  await body.arrayBuffer();
  if (statusCode === 307) await get(headers.location);
  else if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
}

await Promise.all(
  Array.from({ length: Number(concurrency) }, async () => {
    for (const [id, sha] of models) {
      await get(`/api/models/${id}`);
      await get(`/${id}/resolve/${sha}/README.md`);
    }
  }),
);
