// This is a separate module so that the bundle contains only this table. `import()` of the package would keep all of
// it.
export { MODEL_LIBRARIES_UI_ELEMENTS } from '@huggingface/tasks';
