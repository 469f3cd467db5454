import { CATEGORY_NAMES } from '../../hub/categories.ts';
import { filesUrl, modelUrl } from '../../notebook/model-url.ts';
import { formatBytes, formatCount } from '../../notebook/quantity.ts';
import type { CheckedNotebook } from '../../share/check-notebook.ts';
import type { ListedModel, Problem } from '../../share/protocol.ts';
import type { Links } from '../links.ts';
import type { StoredNotebook, StoreStats } from '../store/store.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import { renderModelCards } from './model-cards.ts';
import { renderNotebook } from './render-notebook.ts';

export interface ModelList {
  models: ListedModel[];
  source: 'hub' | 'snapshot';
}

/** Said where the Hub did not answer. */
const banner = ({ source }: ModelList) =>
  source === 'snapshot' &&
  html`<p class="banner" role="status">The Hugging Face Hub does not answer right now: these are models that alacard knows by itself.</p>`;

const searchForm = (
  words = '',
  category = '',
) => html`<form class="search" action="/generate" role="search" data-search>
<label>Model<input type="search" name="q" value="${words}" placeholder="whisper, owner/name ..." autocomplete="off" maxlength="200"></label>
<label>Category<select name="category"><option value="">all</option>${CATEGORY_NAMES.map((name) => html`<option${name === category && html` selected`}>${name}</option>`)}</select></label>
<button>Search</button>
</form>`;

export function homePage(list: ModelList): string {
  return renderPage({
    title: 'alacard: a notebook for every model',
    about: 'Turns a Hugging Face model id into a Jupyter notebook that runs.',
    at: '/',
    body: html`<section class="hero"><h1>From a model to a notebook that runs</h1>
<p>alacard reads a model's card on the Hugging Face Hub at a pinned commit, takes the author's own example where one can run, and writes a Jupyter notebook that installs what it imports and shows a result.</p>
${searchForm()}
<p class="command"><code>npx alacard generate openai-community/gpt2</code></p></section>
<section aria-labelledby="popular"><h2 id="popular">Popular models</h2>${banner(list)}${renderModelCards(list.models)}</section>
<section aria-labelledby="how"><h2 id="how">How it works</h2><ol class="steps">
<li><strong>Resolve.</strong> The model's metadata and its card, at one commit.</li>
<li><strong>Choose.</strong> The first example of the card that could run as it stands; else the library's snippet; else a tested template of the task.</li>
<li><strong>Compose.</strong> Seven cells: what it is, what to install, a check of this machine, the facts, the example, a tested usage, what next. Every line says where it came from.</li>
<li><strong>Share.</strong> A link that opens anywhere, and the same bytes as a download.</li></ol></section>`,
  });
}

export function generatorPage(list: ModelList, asked: { words?: string; category?: string }): string {
  return renderPage({
    title: 'Generate a notebook - alacard',
    at: '/generate',
    body: html`<h1>Generate a notebook</h1>${searchForm(asked.words, asked.category)}
<p class="progress" role="status" aria-live="polite" data-progress hidden></p>
<div data-results>${banner(list)}${renderModelCards(list.models)}</div>`,
  });
}

export interface SharePage {
  notebook: StoredNotebook;
  content: CheckedNotebook;
  links: Links;
  hubEndpoint: string;
  downloads: number;
}

export function sharePage({ notebook, content, links, hubEndpoint, downloads }: SharePage): string {
  const { metadata, modelId, shareId } = notebook;
  const sha = metadata.source_readme_sha ?? undefined;
  const model = { endpoint: hubEndpoint, model: { id: modelId, ...(sha !== undefined && { sha }) } };
  const url = links.notebookUrl(shareId);
  const command = `npx alacard generate ${modelId}${sha === undefined ? '' : `@${sha}`}`;
  const { pipeline_tag, downloads: hubDownloads, likes } = metadata.model_info;
  const rows: [string, Html | string | undefined][] = [
    ['Model', html`<a href="${modelUrl(model)}" rel="noopener">${modelId}</a>`],
    [
      'Revision',
      sha === undefined
        ? 'not pinned'
        : html`<a href="${filesUrl(model)}" rel="noopener"><code>${sha.slice(0, 12)}</code></a>`,
    ],
    ['Task', pipeline_tag],
    ['Hub downloads', hubDownloads === undefined ? undefined : formatCount(hubDownloads)],
    ['Likes', likes === undefined ? undefined : formatCount(likes)],
    ['Example', metadata.strategy && ORIGINS[metadata.strategy]],
    ['Made by', metadata.generated_by],
    ['Created', time(notebook.createdAt)],
    ['Expires', notebook.expiresAt === null ? undefined : time(notebook.expiresAt)],
  ];
  return renderPage({
    title: `${metadata.model_info.name} - alacard`,
    about: `A Jupyter notebook of ${modelId}.`,
    isPrivate: notebook.visibility !== 'public',
    body: html`<div class="share"><aside aria-label="About this notebook"><h1>${metadata.model_info.name}</h1>
<p class="actions"><a class="button" href="${url}" download>Download .ipynb</a> <span class="count">${formatCount(downloads)} ${downloads === 1 ? 'download' : 'downloads'}, ${formatBytes(notebook.size)}</span></p>
<dl>${rows.map(([name, value]) => value !== undefined && html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<h2>Run it</h2>
<ul class="run"><li><a href="https://kaggle.com/kernels/welcome?src=${encodeURIComponent(url)}" rel="noopener">Open in Kaggle</a></li>
<li><a href="https://colab.research.google.com/#create=true" rel="noopener">Open Colab</a>, then <em>File, Upload notebook</em></li></ul>
<p>Make the same notebook yourself:</p><pre class="command" tabindex="0"><code>${command}</code></pre>
<p><a href="/generate">Generate a new one</a></p></aside>
<article aria-label="The notebook">${renderNotebook(content.cells)}</article></div>`,
  });
}

const ORIGINS: Record<string, string> = {
  'readme-python': "the author's own, from the model card",
  'readme-any': "the author's own, from the model card",
  library: 'what the Hub shows for the library',
  task: "alacard's template for the task",
  basic: 'a basic look at the model',
  official: "the author's own notebook",
};

const time = (iso: string) => html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;

export function galleryPage(
  notebooks: readonly StoredNotebook[],
  sort: 'recent' | 'downloads',
  stats: StoreStats,
): string {
  const tab = (key: typeof sort, name: string) =>
    html`<a href="/gallery?sort=${key}"${key === sort && html` aria-current="true"`}>${name}</a>`;
  return renderPage({
    title: 'Gallery - alacard',
    at: '/gallery',
    body: html`<h1>Gallery</h1><p>${formatCount(stats.publicNotebooks)} public notebooks, ${formatCount(stats.downloads)} downloads.</p>
<p class="tabs">${tab('recent', 'Recent')} ${tab('downloads', 'Most downloaded')}</p>
${notebooks.length === 0 ? html`<p class="empty">Nothing is public yet.</p>` : html`<ul class="cards">${notebooks.map(galleryCard)}</ul>`}`,
  });
}

const galleryCard = ({ shareId, modelId, metadata, createdAt, downloadCount }: StoredNotebook) =>
  html`<li class="card"><h3><a href="/s/${shareId}">${metadata.model_info.name}</a></h3><p class="id">${modelId}</p>
<p class="facts">${metadata.model_info.pipeline_tag && html`<span class="tag">${metadata.model_info.pipeline_tag}</span>`}<span>${formatCount(downloadCount)} downloads</span>${time(createdAt)}</p></li>`;

export function problemPage({ status, title, detail, hint, near_matches: near = [] }: Problem): string {
  return renderPage({
    title: `${title} - alacard`,
    isPrivate: true,
    body: html`<section class="problem"><h1>${status}: ${title}</h1>${detail && html`<p>${detail}</p>`}${hint && html`<p>${hint}</p>`}
${near.length > 0 && renderModelCards(near.map((id) => ({ id, name: id.slice(id.lastIndexOf('/') + 1), tags: [] })))}
<p><a href="/">Home</a> or <a href="/generate">find a model</a></p></section>`,
  });
}

/** The operations of the OpenAPI document, for people. */
export function apiPage(document: { paths?: Record<string, Record<string, { summary?: string }>> }): string {
  const rows = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { summary = '' }]) =>
        html`<tr><td><code>${method.toUpperCase()}</code></td><td><code>${path}</code></td><td>${summary}</td></tr>`,
    ),
  );
  return renderPage({
    title: 'API - alacard',
    body: html`<h1>API</h1><p>Described by <a href="/api/docs/openapi.json">OpenAPI</a>. Errors are <code>application/problem+json</code>.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Operations"><table><thead><tr><th>Method</th><th>Path</th><th>What it does</th></tr></thead><tbody>${rows}</tbody></table></div>`,
  });
}
