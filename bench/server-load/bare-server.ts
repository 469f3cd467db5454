import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import { reportUsage } from './usage.ts';

/** `bare-server.ts <file> <content type>`: a Fastify route that only sends a file. */
const [, , file, type] = process.argv;
const bytes = readFileSync(file!);
const app = Fastify();
app.get('/', (_request, reply) => reply.type(type!).send(bytes));
console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
reportUsage(() => process.exit(0));
