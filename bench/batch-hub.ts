import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { modelsFromCards } from '../fixtures/fake-hub/from-cards.ts';
import { manyModels } from '../fixtures/fake-hub/many-models.ts';
import { readContent } from '../fixtures/fake-hub/model.ts';

/**
 * A process of its own: a Hub of `<count>` models whose answers are made beforehand, each given after `<ms>`. The
 * fake Hub's own work would be the larger part of what is measured. Half of the models have the fixtures' cards, half
 * longer ones of their own. Prints its URL, then a line with the number of requests for each line that it reads.
 */
const [, , count, delayMs] = process.argv.map(Number);
const answers = new Map<string, { status: number; headers: Record<string, string>; body: Buffer }>();
let requests = 0;

const folder = fileURLToPath(new URL('../fixtures/cards', import.meta.url));
const cards = (await modelsFromCards(folder)).filter(({ id }) => !/^(?:mallory|gravel-works)\//.test(id));
for (const [index, own] of manyModels(count!).entries()) {
  const card = cards[index % cards.length]!;
  const { info, sha } = own;
  const [readme, facts] =
    index % 2 === 0
      ? [own.files.get('README.md')!, info]
      : [
          card.files.get('README.md')!,
          { ...card.info, id: own.id, modelId: own.id, sha, gated: false, private: false },
        ];
  const json = gzipSync(JSON.stringify(facts));
  const type = { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'gzip' };
  answers.set(`/api/models/${own.id}`, { status: 200, headers: type, body: json });
  const cached = `/api/resolve-cache/models/${own.id}/${sha}/README.md`;
  const location = { location: cached, 'content-type': 'text/plain' };
  answers.set(`/${own.id}/resolve/${sha}/README.md`, {
    status: 307,
    headers: location,
    body: Buffer.from('moved'),
  });
  const text = Buffer.from(readContent(readme));
  answers.set(cached, { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text });
}

const server = createServer((request, response) => {
  requests++;
  const answer = answers.get(request.url!);
  const send = () => {
    response.writeHead(answer?.status ?? 404, {
      ...answer?.headers,
      'content-length': answer?.body.length ?? 0,
    });
    response.end(answer?.body);
  };
  if (delayMs! > 0) setTimeout(send, delayMs);
  else send();
});
server.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
process.stdin.on('data', () => console.log(requests));
process.stdin.on('end', () => process.exit(0));
