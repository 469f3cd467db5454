# task: audio-classification
# libraries: transformers
# packages: transformers torch numpy ipython
from IPython.display import Audio, display
from transformers import pipeline

classifier = pipeline("audio-classification", model=MODEL_ID, revision=REVISION, dtype="auto")
sampling_rate = classifier.feature_extractor.sampling_rate

# @input audio

display(Audio(audio, rate=sampling_rate))
for result in classifier({"raw": audio, "sampling_rate": sampling_rate}, top_k=5):
    print(f"{result['score']:8.4f}  {result['label']}")
