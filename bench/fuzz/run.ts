import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fuzzCards } from './fuzz-cards.ts';
import { fuzzServer } from './fuzz-server.ts';

/**
 * `npm run fuzz -- [--minutes n] [--seed n] [--cards folder] [--strict] [--json]`: generates notebooks from mutated
 * cards, and sends mutated notebooks and requests to a share server, both at the same time. Fails if a process ends, a
 * case exceeds its deadline, a response is a server error, or the server's memory grows. With --strict it also fails if
 * /healthz is slow, which needs an idle machine.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    cards: { type: 'string', default: fileURLToPath(new URL('../../fixtures/cards', import.meta.url)) },
    strict: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('--minutes must be a positive number, --seed an integer');
  process.exit(2);
}

const MAX_HEALTH_P99_MS = 200;
/** Growth of the server's memory in the second half of the run. */
const MAX_GROWTH = 1.5;

const signal = AbortSignal.timeout(minutes * 60_000);
const [cards, server] = await Promise.all([fuzzCards(seed, values.cards, signal), fuzzServer(seed, signal)]);
const failures = [...cards.failures, ...server.failures];
if (values.strict && server.health.p99Ms > MAX_HEALTH_P99_MS)
  failures.push(`/healthz took ${server.health.p99Ms.toFixed(0)} ms at the 99th percentile`);
if (server.memory.lastMb > MAX_GROWTH * server.memory.halfwayMb)
  failures.push(
    `the server's memory grew from ${server.memory.halfwayMb.toFixed(0)} to ${server.memory.lastMb.toFixed(0)} MB`,
  );

const passed = cards.cases + server.cases - failures.length;
if (values.json) {
  console.log(
    JSON.stringify({ seed, minutes, passed, failed: failures.length, failures, cards, server }, null, 2),
  );
} else {
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name}: ${count}`)
      .join(', ') || 'none';
  console.log(
    `seed ${seed}, ${minutes} min; rate limits of the server raised, one client address per request`,
  );
  console.log(
    `cards: ${cards.cases} cases, ${cards.generated} notebooks, slowest ${cards.slowestMs} ms of CPU; refused: ${list(cards.refused)}`,
  );
  for (const [name, counts] of Object.entries(server.statuses)) console.log(`${name}: ${list(counts)}`);
  console.log(
    `/healthz: ${server.health.requests} requests, p99 ${server.health.p99Ms.toFixed(0)} ms, max ${server.health.maxMs.toFixed(0)} ms`,
  );
  console.log(
    `memory of the server: ${server.memory.halfwayMb.toFixed(0)} to ${server.memory.lastMb.toFixed(0)} MB, at most ${server.memory.maxMb.toFixed(0)} MB`,
  );
  for (const failure of failures.slice(0, 50)) console.log(`failed: ${failure}`);
  console.log(`${passed} passed, ${failures.length} failed`);
}
process.exitCode = failures.length > 0 ? 1 : 0;
