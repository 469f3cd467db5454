# task: zero-shot-audio-classification
# libraries: transformers
# packages: transformers torch numpy ipython
import numpy as np
from IPython.display import Audio, display
from transformers import pipeline

candidate_labels = "a siren, a dog barking, rain"  # @widget candidate_labels

classifier = pipeline("zero-shot-audio-classification", model=MODEL_ID, revision=REVISION, dtype="auto")

# Two seconds of a tone that rises and falls, so no file is needed.
sampling_rate = classifier.feature_extractor.sampling_rate
time = np.linspace(0, 2, 2 * sampling_rate, endpoint=False)
audio = (0.3 * np.sin(2 * np.pi * 700 * time + 80 * np.sin(2 * np.pi * time))).astype(np.float32)
# @fetch audio

display(Audio(audio, rate=sampling_rate))
for result in classifier(audio, candidate_labels=[label.strip() for label in candidate_labels.split(",")]):
    print(f"{result['score']:8.4f}  {result['label']}")
