import { formatParameters } from '../../notebook/quantity.ts';
import type { ListedModel } from '../../share/protocol.ts';
import { type Html, html } from './html.ts';

/** Cards of models, each one click from its notebook, without JavaScript too. */
export function renderModelCards(models: readonly ListedModel[]): Html {
  if (models.length === 0)
    return html`<p class="empty">No model matches. Try fewer words, or another category.</p>`;
  return html`<ul class="cards">${models.map(renderCard)}</ul>`;
}

function renderCard({ id, name, description, pipeline_tag, downloads, likes }: ListedModel): Html {
  const facts = [
    downloads !== undefined && html`<span>${formatParameters(downloads)} downloads</span>`,
    likes !== undefined && html`<span>${formatParameters(likes)} likes</span>`,
  ];
  return html`<li class="card"><h3>${name}</h3><p class="id">${id}</p>${description && html`<p>${description}</p>`}
<p class="facts">${pipeline_tag && html`<span class="tag">${pipeline_tag}</span>`}${facts}</p>
<form method="post" action="/generate" data-generate><input type="hidden" name="hf_model_id" value="${id}"><button>Make the notebook<span class="hidden"> of ${id}</span></button></form></li>`;
}
