export {
  AccessDeniedError,
  AlacardError,
  BatchError,
  isAlacardError,
  NotebookRunError,
  NotFoundError,
  UnavailableError,
  UsageError,
  WriteError,
} from './errors.ts';
export { createHub, type Hub, type HubOptions } from './hub/hub.ts';
export { parseModelReference } from './hub/models/model-id.ts';
export { writeNotebookFile } from './notebook/write.ts';
export {
  type GenerateContext,
  type GeneratedNotebook,
  type GenerateEvent,
  type GenerateRequest,
  generateNotebook,
} from './pipeline/generate.ts';
