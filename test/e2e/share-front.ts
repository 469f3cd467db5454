import { createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** The real server's response, if the request reached it. */
  answer?: { status: number; body: string };
}

/** Responds instead of the real server. `pass` forwards the request and resolves to the real response. */
export type Interference = (
  response: ServerResponse,
  pass: () => Promise<{ status: number; headers: IncomingMessage['headers']; body: string }>,
) => void | Promise<void>;

export interface ShareFront {
  url: string;
  requests: SeenRequest[];
  /** Handlers for the next requests, in order. Later requests are forwarded. */
  next(...interferences: Interference[]): void;
  close(): Promise<void>;
}

/** A proxy for a real share server that loses, delays or forges responses. */
export async function startShareFront(target: string): Promise<ShareFront> {
  const plan: Interference[] = [];
  const requests: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET', url: path = '/', headers } = request;
    const seen: SeenRequest = { method, path, headers };
    requests.push(seen);
    const pass: Parameters<Interference>[1] = () =>
      new Promise((resolve, reject) => {
        const onward = sendRequest(new URL(path, target), { method, headers }, async (answer) => {
          let body = '';
          for await (const chunk of answer.setEncoding('utf8')) body += chunk;
          seen.answer = { status: answer.statusCode!, body };
          resolve({ status: answer.statusCode!, headers: answer.headers, body });
        });
        onward.on('error', reject).end(Buffer.concat(chunks));
      });
    const through: Interference = async () => {
      const { status, headers: given, body } = await pass();
      response.writeHead(status, given).end(body);
    };
    await (plan.shift() ?? through)(response, pass);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    next: (...interferences) => void plan.push(...interferences),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
