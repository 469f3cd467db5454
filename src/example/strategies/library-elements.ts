// Apart, so that the bundle holds this table alone of the package: `import()` of the package itself keeps all of it.
export { MODEL_LIBRARIES_UI_ELEMENTS } from '@huggingface/tasks';
