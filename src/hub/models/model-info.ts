/** Untrusted JSON from the Hub, limited in depth, size and number. */
export type JsonRecord = Record<string, unknown>;

/**
 * A model's metadata, with the field names of the API. A field is missing if it is unknown or had the wrong type.
 */
export interface ModelInfo {
  /** The canonical `owner/name` or a bare legacy name. Always a valid model id. */
  id: string;
  /** The commit that this metadata describes: 40 hexadecimal digits. */
  sha?: string;
  author?: string;
  pipeline_tag?: string;
  library_name?: string;
  tags: string[];
  gated?: false | 'auto' | 'manual';
  private?: boolean;
  disabled?: boolean;
  /** In the last 30 days. */
  downloads?: number;
  likes?: number;
  /** The sort key of the Hub's front page. */
  trendingScore?: number;
  /** ISO 8601. */
  createdAt?: string;
  /** ISO 8601. */
  lastModified?: string;
  /** The front matter of the card, as parsed by the Hub. */
  cardData?: JsonRecord;
  config?: JsonRecord;
  transformersInfo?: TransformersInfo;
  safetensors?: SafetensorsInfo;
  gguf?: GgufInfo;
  mask_token?: string;
  widgetData?: unknown[];
  siblings: { rfilename: string }[];
  /** Size of the repository and its history, in bytes. */
  usedStorage?: number;
}

export interface TransformersInfo {
  auto_model?: string;
  processor?: string;
  custom_class?: string;
  pipeline_tag?: string;
}

export interface SafetensorsInfo {
  /** Number of parameters by dtype (`BF16`, `F32`, `I8`, ...). */
  parameters?: Record<string, number>;
  total?: number;
}

export interface GgufInfo {
  /** Number of parameters. */
  total?: number;
  architecture?: string;
  context_length?: number;
  chat_template?: string;
  bos_token?: string;
  eos_token?: string;
}

/** A built-in model. `aliases` are former names that still redirect to it. */
export interface SnapshotRow extends ModelInfo {
  aliases?: string[];
}

/** As stated in the headers of the weights. */
export function countParameters(info: Pick<ModelInfo, 'safetensors' | 'gguf'>): number | undefined {
  return info.safetensors?.total ?? info.gguf?.total;
}
