# task: zero-shot-audio-classification
# libraries: transformers
# packages: transformers torch numpy ipython
from IPython.display import Audio, display
from transformers import pipeline

labels = ["a siren", "a dog barking", "rain"]  # @widget candidate_labels

classifier = pipeline("zero-shot-audio-classification", model=MODEL_ID, revision=REVISION, dtype="auto")
sampling_rate = classifier.feature_extractor.sampling_rate

# @input audio

display(Audio(audio, rate=sampling_rate))
for result in classifier(audio, candidate_labels=labels):
    print(f"{result['score']:8.4f}  {result['label']}")
