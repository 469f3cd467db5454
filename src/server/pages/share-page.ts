import { defined } from '../../defined.ts';
import { filesUrl, modelUrl } from '../../notebook/model-url.ts';
import { formatBytes, formatCount } from '../../notebook/quantity.ts';
import type { Links } from '../http/links.ts';
import type { StoredNotebook } from '../store/store.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import { renderName } from './model-cards.ts';
import { renderTime } from './time-element.ts';

export interface SharePage {
  notebook: StoredNotebook;
  /** The notebook's cells as markup. */
  cells: Html;
  links: Links;
  hubEndpoint: string;
  downloads: number;
}

/** A shared notebook to read, beside what is known of it. */
export function sharePage({ notebook, cells, links, hubEndpoint, downloads }: SharePage): string {
  const { metadata, modelId, shareId } = notebook;
  const sha = metadata.source_readme_sha ?? undefined;
  const model = { endpoint: hubEndpoint, model: { id: modelId, ...defined({ sha }) } };
  const url = links.notebookUrl(shareId);
  const { name, pipeline_tag, downloads: hubDownloads, likes } = metadata.model_info;
  const rows: [string, Html | string | undefined][] = [
    ['Model', html`<a href="${modelUrl(model)}" rel="noopener">${modelId}</a>`],
    [
      'Revision',
      sha === undefined
        ? 'not pinned'
        : html`<a href="${filesUrl(model)}" rel="noopener"><code>${sha.slice(0, 12)}</code></a>`,
    ],
    ['Task', pipeline_tag],
    ['On the Hub', countsOnHub(hubDownloads, likes)],
    ['Example', metadata.strategy && ORIGINS[metadata.strategy]],
    ['Made by', metadata.generated_by],
    ['Created', renderTime(notebook.createdAt)],
    ['Expires', notebook.expiresAt === null ? undefined : renderTime(notebook.expiresAt)],
  ];
  return renderPage({
    title: `${name} - alacard`,
    about: `A Jupyter notebook of ${modelId}.`,
    isPrivate: notebook.visibility !== 'public',
    body: html`<div class="share"><aside aria-label="About this notebook">${renderName(modelId, html`<h1>${name}</h1>`)}
<p class="actions"><a class="button" href="${url}" download>Download .ipynb</a><span class="count">${formatCount(downloads)} ${downloads === 1 ? 'download' : 'downloads'}, ${formatBytes(notebook.size)}</span></p>
<dl>${rows.map(([term, value]) => value !== undefined && html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
<h2>Run it</h2>
<p class="run"><a class="button quiet" href="https://kaggle.com/kernels/welcome?src=${encodeURIComponent(url)}" rel="noopener">Open in Kaggle</a><a class="button quiet" href="https://colab.research.google.com/#create=true" rel="noopener">Open Colab</a></p>
<p class="note">Colab takes the downloaded file by <em>File, Upload notebook</em>.</p>
<h2>Make the same one</h2>
<pre class="command"><code>npx alacard generate ${modelId}${sha !== undefined && `@${sha}`}</code></pre>
<p><a href="/generate">Generate a new one</a></p></aside>
<article aria-label="The notebook">${cells}</article></div>`,
  });
}

function countsOnHub(downloads?: number, likes?: number): string | undefined {
  const counts = [
    downloads !== undefined && `${formatCount(downloads)} downloads`,
    likes !== undefined && `${formatCount(likes)} likes`,
  ].filter((count) => count !== false);
  return counts.length === 0 ? undefined : counts.join(', ');
}

const ORIGINS: Record<string, string> = {
  'readme-python': "the author's own, from the model card",
  'readme-any': "the author's own, from the model card",
  library: 'what the Hub shows for the library',
  task: "alacard's template for the task",
  basic: 'a basic look at the model',
  official: "the author's own notebook",
};
