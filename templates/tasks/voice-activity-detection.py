# task: voice-activity-detection
# libraries: transformers
# packages: transformers torch numpy ipython
import numpy as np
import torch
from IPython.display import Audio, display
from transformers import AutoFeatureExtractor, AutoModelForAudioFrameClassification

device = "cuda" if torch.cuda.is_available() else "cpu"
extractor = AutoFeatureExtractor.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForAudioFrameClassification.from_pretrained(MODEL_ID, revision=REVISION, dtype=torch.float32)
model = model.to(device)

# One second of silence, one of rising tones and one of silence: no speech, but a sound that starts and stops.
# Use your own recording (mono, at `sampling_rate`) instead.
sampling_rate = extractor.sampling_rate
time = np.linspace(0, 3, 3 * sampling_rate, endpoint=False)
audio = 0.3 * np.sin(2 * np.pi * (200 + 150 * time) * time) * ((time > 1) & (time < 2))
audio = audio.astype(np.float32)
# @fetch audio

inputs = extractor(audio, sampling_rate=sampling_rate, return_tensors="pt").to(device)
with torch.no_grad():
    logits = model(**inputs).logits[0].cpu()

# With one or two classes, each frame is speech or not. With more, each class is a speaker, and speakers can overlap.
scores = logits.softmax(-1)[:, 1] if logits.shape[-1] == 2 else logits.sigmoid().amax(-1)
frame_s = len(audio) / sampling_rate / len(scores)
edges = torch.diff((scores > 0.5).int(), prepend=torch.tensor([0]), append=torch.tensor([0]))
starts, ends = (edges == 1).nonzero().flatten(), (edges == -1).nonzero().flatten()
display(Audio(audio, rate=sampling_rate))
print(f"{len(scores)} frames of {frame_s * 1000:.0f} ms, highest score {scores.max().item():.4f}")
for start, end in zip(starts.tolist(), ends.tolist()):
    score = scores[start:end].mean().item()
    print(f"{start * frame_s:7.2f} s to {end * frame_s:7.2f} s   score {score:.4f}")
