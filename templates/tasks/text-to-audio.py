# task: text-to-audio
# libraries: transformers
# packages: transformers torch sentencepiece numpy ipython
import numpy as np
import torch
from IPython.display import Audio, display
from transformers import pipeline, set_seed

text = "A slow piano melody with soft rain in the background"  # @widget text

synthesizer = pipeline("text-to-audio", model=MODEL_ID, revision=REVISION, dtype="auto")

# SpeechT5 needs a 512-dimensional speaker embedding; an all-zero one also works.
options = {}
if synthesizer.model.config.model_type == "speecht5":
    options["forward_params"] = {"speaker_embeddings": torch.zeros(1, 512)}

set_seed(0)
result = synthesizer(text, **options)
audio = np.asarray(result["audio"], dtype=np.float32).squeeze()
print(f"{text}\n{audio.shape[-1] / result['sampling_rate']:.2f} seconds at {result['sampling_rate']} Hz")
display(Audio(audio, rate=result["sampling_rate"]))
