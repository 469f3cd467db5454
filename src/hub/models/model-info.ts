/** Free JSON of the Hub, trimmed in depth, size and number before it gets here. */
export type JsonRecord = Record<string, unknown>;

/**
 * What the Hub says of a model, under the API's own field names. Only what the card or the API states:
 * a field is absent when it is unknown or came with a wrong type.
 */
export interface ModelInfo {
  /** Canonical `owner/name`, or a bare legacy name; always a valid model id. */
  id: string;
  /** 40 hexadecimal digits of the revision that this info describes. */
  sha?: string;
  author?: string;
  pipeline_tag?: string;
  library_name?: string;
  tags: string[];
  gated?: false | 'auto' | 'manual';
  private?: boolean;
  disabled?: boolean;
  /** Of the last 30 days. */
  downloads?: number;
  likes?: number;
  /** What the Hub sorts its front page by. */
  trendingScore?: number;
  /** ISO 8601. */
  createdAt?: string;
  /** ISO 8601. */
  lastModified?: string;
  /** The card's front matter, as the Hub parsed it. */
  cardData?: JsonRecord;
  config?: JsonRecord;
  transformersInfo?: TransformersInfo;
  safetensors?: SafetensorsInfo;
  gguf?: GgufInfo;
  mask_token?: string;
  widgetData?: unknown[];
  siblings: { rfilename: string }[];
  /** Bytes of the whole repository with its history. */
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

/** A row of the embedded snapshot; `aliases` are former names that still lead to the model. */
export interface SnapshotRow extends ModelInfo {
  aliases?: string[];
}

/** As the headers of the weights have it. */
export function countParameters(info: Pick<ModelInfo, 'safetensors' | 'gguf'>): number | undefined {
  return info.safetensors?.total ?? info.gguf?.total;
}
