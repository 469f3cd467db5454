import { formatParameters } from '../../notebook/quantity.ts';
import type { ListedModel } from '../../share/protocol.ts';
import type { StoredNotebook } from '../store/store.ts';
import { type Html, html } from './html.ts';

/** Model cards, each with a form that generates the notebook and works without JavaScript. */
export function renderModelCards(models: readonly ListedModel[]): Html {
  if (models.length === 0)
    return html`<p class="empty">No models match. Try fewer words, or another category.</p>`;
  return html`<ul class="cards">${models.map(renderCard)}</ul>`;
}

function renderCard({ id, name, description, pipeline_tag, downloads, likes }: ListedModel): Html {
  return html`<li class="card">${renderName(id, html`<h3>${name}</h3>`)}
${description && html`<p class="about">${description}</p>`}
${pipeline_tag && html`<p><span class="tag">${pipeline_tag}</span></p>`}
<p class="facts">${downloads !== undefined && renderDownloads(downloads)}${likes !== undefined && html`<span><span aria-hidden="true">&#9825;</span> ${formatParameters(likes)}<span class="hidden"> likes</span></span>`}</p>
<form method="post" action="/generate" data-generate><input type="hidden" name="hf_model_id" value="${id}"><button>Generate notebook<span class="hidden"> for ${id}</span></button></form></li>`;
}

/** The model's owner above its name. */
const renderName = (id: string, heading: Html) =>
  html`<div>${id.includes('/') && html`<p class="owner">${id.slice(0, id.indexOf('/'))}</p>`}${heading}</div>`;

/** The name of a notebook's model. It appears below the model's owner only if this server generated the notebook. */
export const renderNotebookName = ({ origin, modelId }: StoredNotebook, heading: Html) =>
  origin === 'generated'
    ? renderName(modelId, heading)
    : html`<div><p class="owner">Uploaded, not verified</p>${heading}</div>`;

export const renderDownloads = (downloads: number) =>
  html`<span><span aria-hidden="true">&darr;</span> ${formatParameters(downloads)}<span class="hidden"> downloads</span></span>`;
