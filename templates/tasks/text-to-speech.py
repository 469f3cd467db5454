# task: text-to-speech
# libraries: transformers
# packages: transformers torch sentencepiece numpy ipython
import numpy as np
# @if model_type speecht5
import torch
# @end
from IPython.display import Audio, display
from transformers import pipeline, set_seed

text = "Good morning. The train to the coast leaves at nine."  # @widget text statement

synthesizer = pipeline("text-to-audio", model=MODEL_ID, revision=REVISION, dtype="auto")
set_seed(0)
# @if model_type speecht5
voice = torch.zeros(1, 512)  # SpeechT5 speaks in the voice of a speaker embedding; zeros work too
result = synthesizer(text, forward_params={"speaker_embeddings": voice})
# @else
result = synthesizer(text)
# @end
audio, rate = np.asarray(result["audio"], dtype=np.float32).squeeze(), result["sampling_rate"]
print(f"{text}\n{audio.shape[-1] / rate:.2f} seconds at {rate} Hz")
display(Audio(audio, rate=rate))
