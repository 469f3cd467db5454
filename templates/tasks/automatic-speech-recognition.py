# task: automatic-speech-recognition
# libraries: transformers
# packages: transformers torch sentencepiece numpy ipython
from IPython.display import Audio, display
from transformers import pipeline

recognizer = pipeline("automatic-speech-recognition", model=MODEL_ID, revision=REVISION, dtype="auto")
sampling_rate = recognizer.feature_extractor.sampling_rate

# @input audio

display(Audio(audio, rate=sampling_rate))
result = recognizer({"raw": audio, "sampling_rate": sampling_rate})
print("transcript:", repr(result["text"]), "(a tone has no words: use a recording of speech)")
