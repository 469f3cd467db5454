# libraries: keras
# packages: keras torch huggingface_hub numpy
import os

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
from huggingface_hub import hf_hub_download, list_repo_files

files = list_repo_files(MODEL_ID, revision=REVISION)
weights = [name for name in files if name.endswith(".keras")] or [name for name in files if name.endswith(".h5")]
if weights:
    model = keras.saving.load_model(hf_hub_download(MODEL_ID, weights[0], revision=REVISION), compile=False)
    model.summary()

    # All-zero inputs in the shape that the model expects; replace them with your own data.
    inputs = [np.zeros([size or 1 for size in tensor.shape], dtype=tensor.dtype) for tensor in model.inputs]
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    for output in outputs if isinstance(outputs, (list, tuple)) else [outputs]:
        print("output:", output.shape, np.round(output.ravel()[:10], 4))
else:
    print("This repository has no .keras or .h5 file for Keras 3 to load. Its files:")
    print("\n".join(files))
