import type { FastifyRequest } from 'fastify';
import { AccessDeniedError } from '../../errors.ts';
import type { App } from '../fastify-app.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const OWN_SITES = new Set(['same-origin', 'none']);

/**
 * Refuses requests that change something if the browser sends them on behalf of another site. Browsers report this in
 * Sec-Fetch-Site, or in Origin if they are older or the server has no HTTPS. Other programs send neither.
 */
export function addCrossSiteCheck(app: App, publicUrl: string | undefined): void {
  const publicOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;

  function isOwn(request: FastifyRequest): boolean {
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (site !== undefined) return OWN_SITES.has(String(site));
    if (origin === undefined) return true;
    if (!URL.canParse(origin)) return false;
    const given = new URL(origin).origin;
    return given === publicOrigin || given === new URL(`${request.protocol}://${request.host}`).origin;
  }

  app.addHook('onRequest', (request, _reply, done) => {
    if (SAFE_METHODS.has(request.method) || isOwn(request)) return done();
    done(
      new AccessDeniedError('this request came from another site', {
        hint: "Use this server's own pages to make the request. If this page is one of them, the operator must set --public-url to its address.",
      }),
    );
  });
}
