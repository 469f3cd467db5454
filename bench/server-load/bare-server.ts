import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import { answerUsage } from './usage.ts';

/** A Fastify route that sends a file's bytes, and nothing else: `bare-server.ts <file> <content type>`. */
const [, , file, type] = process.argv;
const bytes = readFileSync(file!);
const app = Fastify();
app.get('/', (_request, reply) => reply.type(type!).send(bytes));
console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
answerUsage(() => process.exit(0));
