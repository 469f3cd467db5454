import { join } from 'node:path';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import type { AppOptions } from '../../src/server/app.ts';
import { openSqlite } from '../../src/server/store/sqlite-driver.ts';
import { type AppWithHub, openAppWithHub } from '../server/open-app.ts';

export interface Site extends AppWithHub {
  /** Without a trailing slash. */
  url: string;
  /** Shares a notebook through the API and resolves to its id. */
  upload(text: string, query?: string): Promise<string>;
  /** Makes every query for notebooks fail until the returned function is called. */
  breakStore(): Promise<() => void>;
}

/** Ordinary models, as on a front page. */
export const SHOWN = fixtureModels.filter(({ id }) => !/^(?:mallory|gravel-works|gate-house)\//.test(id));

/** The server on loopback, with a Hub that has these models. */
export async function openSite(models = SHOWN, options: Partial<AppOptions> = {}): Promise<Site> {
  const opened = await openAppWithHub(models, { maxHubWaitMs: 4_000, ...options });
  const url = await opened.app.listen({ host: '127.0.0.1', port: 0 });
  return {
    ...opened,
    url,
    async upload(text, query = '') {
      const answer = await opened.app.inject({
        method: 'POST',
        url: `/api/notebook${query}`,
        headers: { 'content-type': 'application/x-ipynb+json', host: new URL(url).host },
        payload: text,
      });
      if (answer.statusCode !== 201) throw new Error(`upload: ${answer.statusCode} ${answer.body}`);
      return answer.json().share_id as string;
    },
    async breakStore() {
      const database = await openSqlite(join(opened.dataDir, 'alacard.sqlite'));
      const run = (sql: string) => database.prepare(sql).run([]);
      run('alter table notebooks rename to mislaid');
      return () => {
        run('alter table mislaid rename to notebooks');
        database.close();
      };
    },
  };
}
