interface LinkedModel {
  endpoint: string;
  model: { id: string; sha?: string };
}

/** The model's page on the Hub. */
export function modelUrl({ endpoint, model }: LinkedModel): string {
  return `${endpoint.replace(/\/+$/, '')}/${model.id.split('/').map(encodeURIComponent).join('/')}`;
}

/** The model's files, at the pinned commit where there is one. */
export function filesUrl(plan: LinkedModel): string {
  const { sha } = plan.model;
  return `${modelUrl(plan)}${sha === undefined ? '' : `/tree/${encodeURIComponent(sha)}`}`;
}
