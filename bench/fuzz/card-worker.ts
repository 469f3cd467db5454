import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHub, generateNotebook, isAlacardError } from '../../src/index.ts';
import { DEFAULT_REQUEST } from '../../src/pipeline/request.ts';
import { mutateText } from './mutations.ts';
import { createRandom } from './random.ts';

/**
 * `card-worker.ts <seed> <first case> <cards folder>`: generates notebooks from mutated cards, one case after
 * another, until it is killed. Prints `start <case>` and then `done <case> <CPU ms>`, `refused <case> <code>` or
 * `failed <case> <message>`.
 */
const [seed = 0, first = 0] = process.argv.slice(2, 4).map(Number);
const folder = process.argv[4]!;
const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
const cards = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
const work = await mkdtemp(join(tmpdir(), 'alacard-fuzz-'));
process.once('SIGTERM', () => void rm(work, { recursive: true, force: true }).then(() => process.exit()));
const path = join(work, 'README.md');
const endpoint = 'http://127.0.0.1:9';
const hub = createHub({ endpoint, userAgent: 'alacard/fuzz' });

for (let index = first; ; index++) {
  const random = createRandom(seed, index);
  let text = mutateText(random.pick(cards), random);
  if (random.chance(0.2)) text += mutateText(random.pick(cards), random);
  await writeFile(path, text);
  console.log(`start ${index}`);
  const before = process.cpuUsage();
  try {
    const { content } = await generateNotebook(
      {
        model: { kind: 'local', path, id: 'fuzz/model' },
        ...DEFAULT_REQUEST,
        snippets: random.pick(['first', 'all']),
        format: random.pick(['ipynb', 'py']),
      },
      { hub, endpoint, version: '0.0.0' },
    );
    const { user, system } = process.cpuUsage(before);
    if (content.length === 0) throw new Error('the notebook is empty');
    console.log(`done ${index} ${Math.round((user + system) / 1000)}`);
  } catch (error) {
    console.log(
      isAlacardError(error)
        ? `refused ${index} ${error.code}`
        : `failed ${index} ${String((error as Error).stack)
            .split('\n')
            .slice(0, 3)
            .join(' | ')}`,
    );
  }
}
