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
export {
  type GenerateContext,
  type GeneratedNotebook,
  type GenerateEvent,
  type GenerateRequest,
  generateNotebook,
} from './generate.ts';
export { createHub, type Hub, type HubOptions } from './hub/hub.ts';
export { parseModelReference } from './hub/model-id.ts';
export { writeNotebookFile } from './notebook/write.ts';
