# Release what the example loaded: two copies of a model may not fit.
def _release_models(namespace):
    import gc
    import sys

    # The example may have taken these names for its own.
    from builtins import Exception, any, dict, getattr, issubclass, list, object, set, str, tuple, type

    libraries = {
        "bitsandbytes", "ctransformers", "diffusers", "fairseq", "flair", "flax", "gliner", "jax", "jaxlib", "keras",
        "llama_cpp", "mlx", "nemo", "onnxruntime", "open_clip", "optimum", "paddle", "peft", "sentence_transformers",
        "setfit", "spacy", "speechbrain", "stanza", "tensorflow", "tf_keras", "timm", "torch", "transformers",
        "ultralytics", "vllm",
    }
    small = {"device", "dtype", "Size"}

    def comes_from_library(value):
        kind = type(value)
        if issubclass(kind, type) or kind.__name__ in small:
            return False
        if kind.__name__ in ("module", "function", "builtin_function_or_method", "method"):
            return False
        return any(str(parent.__module__).split(".")[0] in libraries for parent in kind.__mro__)

    def is_big(value):
        if comes_from_library(value):
            return True
        kind = type(value)
        if kind in (list, tuple, set):
            parts = list(value)
        elif kind is dict:
            parts = list(value.values())
        elif kind.__module__ == "__main__":
            parts = list(object.__getattribute__(value, "__dict__").values())
        else:
            return False
        return any(comes_from_library(part) for part in parts[:10000])

    def is_big_safely(value):
        try:
            return is_big(value)
        except Exception:
            return False

    for name, value in list(namespace.items()):
        if not name.startswith("_") and name not in ("In", "Out") and is_big_safely(value):
            del namespace[name]
    value = None
    try:  # what a cell displayed is kept as _ and Out, and as the last result
        shown = namespace.get("_oh")
        if shown and any(is_big_safely(output) for output in list(shown.values())):
            shell = namespace["get_ipython"]()
            shell.displayhook.flush()
            shell.last_execution_result.result = None
            shell.user_ns_hidden.update({"_": "", "__": "", "___": ""})  # flush() leaves these
    except Exception:
        pass
    gc.collect()
    torch = sys.modules.get("torch")
    for backend in ("cuda", "mps"):
        try:
            getattr(torch, backend).empty_cache()
        except Exception:
            pass


_release_models(globals())
