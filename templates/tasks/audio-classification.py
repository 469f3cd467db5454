# task: audio-classification
# libraries: transformers
# packages: transformers torch numpy ipython
import numpy as np
from IPython.display import Audio, display
from transformers import pipeline

classifier = pipeline("audio-classification", model=MODEL_ID, revision=REVISION, dtype="auto")

# Two seconds of a rising tone, so no file is needed; use your own recording (mono, at `sampling_rate`) instead.
sampling_rate = classifier.feature_extractor.sampling_rate
time = np.linspace(0, 2, 2 * sampling_rate, endpoint=False)
audio = (0.3 * np.sin(2 * np.pi * (200 + 150 * time) * time)).astype(np.float32)
# @fetch audio

display(Audio(audio, rate=sampling_rate))
for result in classifier({"raw": audio, "sampling_rate": sampling_rate}, top_k=5):
    print(f"{result['score']:8.4f}  {result['label']}")
