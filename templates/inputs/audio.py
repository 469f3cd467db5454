# packages: librosa numpy
from io import BytesIO
from urllib.request import Request, urlopen
import librosa
import numpy as np

# The sound from the model's page, or a plain tone if it can't be downloaded
try:
    request = Request("@source", headers={"User-Agent": "Mozilla/5.0"})
    recording = BytesIO(urlopen(request, timeout=20).read(50_000_000))
    audio, _ = librosa.load(recording, sr=sampling_rate, mono=True, duration=30)
except Exception:
    audio = 0.3 * np.sin(np.arange(2 * sampling_rate) / 20).astype(np.float32)
