# packages: numpy
import numpy as np

# Two seconds of a rising tone; use a recording of your own (mono, at `sampling_rate`) instead
time = np.linspace(0, 2, 2 * sampling_rate, endpoint=False)
audio = (0.3 * np.sin(2 * np.pi * (200 + 150 * time) * time)).astype(np.float32)
