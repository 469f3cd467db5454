# task: voice-activity-detection
# libraries: transformers
# packages: transformers torch numpy ipython
import torch
from IPython.display import Audio, display
from transformers import AutoFeatureExtractor, AutoModelForAudioFrameClassification

extractor = AutoFeatureExtractor.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForAudioFrameClassification.from_pretrained(MODEL_ID, revision=REVISION)
sampling_rate = extractor.sampling_rate

# @input audio

inputs = extractor(audio, sampling_rate=sampling_rate, return_tensors="pt")
with torch.no_grad():
    logits = model(**inputs).logits[0]

# With one or two classes, each frame is speech or not. With more, each class is a speaker, and speakers can overlap.
scores = logits.softmax(-1)[:, 1] if logits.shape[-1] == 2 else logits.sigmoid().amax(-1)
display(Audio(audio, rate=sampling_rate))
print(f"{len(scores)} frames, {(scores > 0.5).float().mean():.0%} of them speech, highest score {scores.max():.4f}")
for frame in range(0, len(scores), len(scores) // 20 + 1):
    print(f"{frame * len(audio) / sampling_rate / len(scores):7.2f} s  {scores[frame]:.4f}")
