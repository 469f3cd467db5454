import { CATEGORY_NAMES } from '../../hub/models/categories.ts';
import { formatCount } from '../../notebook/quantity.ts';
import type { Problem } from '../../share/protocol.ts';
import type { ModelList } from '../hub/list-models.ts';
import type { StoredNotebook, StoreStats } from '../store/store.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import { renderDownloads, renderModelCards, renderNotebookName } from './model-cards.ts';
import { renderTime } from './time-element.ts';

const BANNERS = {
  hub: undefined,
  cache: 'This list is cached.',
  snapshot: 'These models are bundled with alacard.',
};

/** Shown if the Hub is unavailable. */
const banner = ({ source }: ModelList) =>
  BANNERS[source] !== undefined &&
  html`<p class="banner" role="status">The Hugging Face Hub is unavailable right now. ${BANNERS[source]} alacard can still generate notebooks for models that it has enough information about.</p>`;

const searchForm = (
  words = '',
  category = '',
) => html`<form class="search" action="/generate" role="search" data-search>
<label class="wide"><span>Model</span><input type="search" name="q" value="${words}" placeholder="whisper, owner/name ..." autocomplete="off" maxlength="200"></label>
<label><span>Category</span><select name="category"><option value="">all</option>${CATEGORY_NAMES.map((name) => html`<option${name === category && html` selected`}>${name}</option>`)}</select></label>
<button>Search</button>
</form>`;

/** Decorative picture of a notebook. */
const SKETCH = html`<div class="sketch" aria-hidden="true"><div class="row"><b>From the model card, lines 24-31</b></div>
<div class="row code"><i>[5]</i><pre><span class="k">from</span> transformers <span class="k">import</span> pipeline

pipe = <span class="f">pipeline</span>(
    <span class="s">"text-generation"</span>,
    model=MODEL_ID, <span class="c"># pinned</span>
    revision=REVISION,
)
pipe(<span class="s">"Once upon a time"</span>)</pre></div>
<div class="row out"><i></i><pre>Once upon a time there was a notebook
that ran from top to bottom.</pre></div></div>`;

const STEPS: [string, string][] = [
  ['Resolve', "Fetch the model's metadata and card, both at the same commit."],
  [
    'Choose',
    "Use the first example on the card that can run as is, the library's snippet, or a tested template for the task, in that order.",
  ],
  [
    'Compose',
    'Write seven cells, from the introduction and installation to a visible result. Every example states its source.',
  ],
  ['Share', 'Get a link that opens anywhere and downloads the same file.'],
];

export function homePage(list: ModelList): string {
  return renderPage({
    title: 'alacard: a notebook for every model',
    description: 'Turns a Hugging Face model id into a Jupyter notebook that runs.',
    path: '/',
    body: html`<section class="hero"><div><h1>From a model to a notebook that runs</h1>
<p class="lead">alacard reads a model's card on the Hugging Face Hub at a pinned commit and picks the author's own example if it can run. It writes a Jupyter notebook that installs what it imports and shows a result.</p>
${searchForm()}</div>${SKETCH}</section>
<section aria-labelledby="popular"><h2 id="popular">Popular models</h2>${banner(list)}${renderModelCards(list.models)}
<p class="more"><a href="/generate">All models</a></p></section>
<section aria-labelledby="how"><h2 id="how">How it works</h2>
<ol class="steps">${STEPS.map(([name, text]) => html`<li><h3>${name}</h3><p>${text}</p></li>`)}</ol></section>
<section aria-labelledby="terminal"><h2 id="terminal">In a terminal</h2><p>The same notebook, without this page:</p>
<pre class="command"><code>npx alacard generate openai-community/gpt2</code></pre></section>`,
  });
}

export function generatorPage(list: ModelList, query: { words?: string; category?: string }): string {
  return renderPage({
    title: 'Generate a notebook - alacard',
    path: '/generate',
    body: html`<h1>Generate a notebook</h1><p class="lead">Search the Hub, or enter a model's full name.</p>
${searchForm(query.words, query.category)}
<section data-results aria-labelledby="models"><h2 class="hidden" id="models">Models</h2>${banner(list)}${renderModelCards(list.models)}</section>`,
  });
}

export function galleryPage(
  notebooks: readonly StoredNotebook[],
  sort: 'recent' | 'downloads',
  stats: StoreStats,
): string {
  const tab = (key: typeof sort, name: string) =>
    html`<a href="/gallery?sort=${key}"${key === sort && html` aria-current="true"`}>${name}</a>`;
  return renderPage({
    title: 'Gallery - alacard',
    path: '/gallery',
    body: html`<h1>Gallery</h1>
<p class="lead">${countNoun(stats.publicNotebooks, 'public notebook')} to read, run and download; ${countNoun(stats.downloads, 'download')} so far.</p>
<nav class="tabs" aria-label="Order">${tab('recent', 'Recent')}${tab('downloads', 'Most downloaded')}</nav>
<h2 class="hidden">Notebooks</h2>${notebooks.length === 0 ? html`<p class="empty">No public notebooks yet. Publish one with <code>alacard generate &lt;model&gt; --share --public</code>.</p>` : html`<ul class="cards">${notebooks.map(galleryCard)}</ul>`}`,
  });
}

const countNoun = (count: number, noun: string) => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

function galleryCard(notebook: StoredNotebook): Html {
  const { name, pipeline_tag } = notebook.metadata.model_info;
  return html`<li class="card">${renderNotebookName(notebook, html`<h3><a class="whole" href="/s/${notebook.shareId}">${name}</a></h3>`)}
${pipeline_tag && html`<p><span class="tag">${pipeline_tag}</span></p>`}
<p class="facts">${renderDownloads(notebook.downloadCount)}${renderTime(notebook.createdAt)}</p></li>`;
}

export function problemPage({
  status,
  title,
  detail,
  hint,
  near_matches: nearMatches = [],
}: Problem): string {
  return renderPage({
    title: `${status}: ${title} - alacard`,
    isPrivate: true,
    body: html`<section class="problem"><p class="status" aria-hidden="true">${status}</p><h1><span class="hidden">${status}: </span>${title}</h1>
${detail && html`<p class="lead">${toSentence(detail)}</p>`}${hint && html`<p>${toSentence(hint)}</p>`}
<p class="links"><a class="button" href="/generate">Find a model</a><a class="button quiet" href="/">Home</a></p></section>
${nearMatches.length > 0 && html`<section aria-labelledby="near"><h2 id="near">Near matches</h2>${renderModelCards(nearMatches.map((id) => ({ id, name: id.slice(id.lastIndexOf('/') + 1), tags: [] })))}</section>`}`,
  });
}

/** Error messages are lowercase without a final period, as terminals show them. */
function toSentence(text: string): string {
  const capital = /^[a-z]+ /.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

/** A readable list of the operations in the OpenAPI document. */
export function apiPage(document: { paths?: Record<string, Record<string, { summary?: string }>> }): string {
  const rows: Html[] = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { summary = '' }]) =>
        html`<li><p><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code></p><p>${summary}</p></li>`,
    ),
  );
  return renderPage({
    title: 'API - alacard',
    path: '/api/docs',
    body: html`<h1>API</h1><p class="lead">Everything on these pages is also available through the API. The <a href="/api/docs/openapi.json">OpenAPI document</a> describes every field. Errors are <code>application/problem+json</code>.</p>
<pre class="command"><code>curl -X POST -H 'content-type: application/json' -d '{"hf_model_id":"openai-community/gpt2"}' "$SERVER/api/notebook/generate"</code></pre>
<h2>Operations</h2><ul class="operations">${rows}</ul>`,
  });
}
