import { markdownLink } from '../encode/markdown-text.ts';
import { trimEnd } from '../encode/trim-end.ts';

interface LinkedModel {
  endpoint: string;
  model: { id: string; sha?: string };
}

/** The model's page on the Hub. */
export function modelUrl({ endpoint, model }: LinkedModel): string {
  return `${trimEnd(endpoint, '/')}/${model.id.split('/').map(encodeURIComponent).join('/')}`;
}

/** The model's files, at the pinned commit where there is one. */
export function filesUrl(plan: LinkedModel): string {
  const { sha } = plan.model;
  return `${modelUrl(plan)}${sha === undefined ? '' : `/tree/${encodeURIComponent(sha)}`}`;
}

/**
 * `lines 24-41` of the card, linked where the commit is known. Without `code=true` the Hub shows the card
 * as a page, which has no lines.
 */
export function cardLinesMarkdown(plan: LinkedModel, [from, to]: [number, number]): string {
  const { sha } = plan.model;
  const text = from === to ? `line ${from}` : `lines ${from}-${to}`;
  const anchor = from === to ? `L${from}` : `L${from}-L${to}`;
  if (sha === undefined) return text;
  return markdownLink(
    text,
    `${modelUrl(plan)}/blob/${encodeURIComponent(sha)}/README.md?code=true#${anchor}`,
  );
}
