# task: automatic-speech-recognition
# libraries: transformers
# packages: transformers torch sentencepiece numpy ipython
import numpy as np
import torch
from IPython.display import Audio, display
from transformers import pipeline

recognizer = pipeline(
    "automatic-speech-recognition",
    model=MODEL_ID,
    revision=REVISION,
    dtype=torch.float16 if torch.cuda.is_available() else "auto",
)

# Two seconds of rising tones, so no file is needed. They contain no speech, so the transcript is meaningless
# until you set `audio` to a recording of speech (a mono NumPy array at `sampling_rate`).
sampling_rate = recognizer.feature_extractor.sampling_rate
time = np.linspace(0, 2, 2 * sampling_rate, endpoint=False)
audio = 0.3 * np.sin(2 * np.pi * (200 + 150 * time) * time) * np.abs(np.sin(2 * np.pi * 2 * time))
audio = audio.astype(np.float32)
# @fetch audio

display(Audio(audio, rate=sampling_rate))
result = recognizer({"raw": audio, "sampling_rate": sampling_rate})
print("transcript:", repr(result["text"]))
