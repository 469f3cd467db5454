# task: audio-to-audio
# libraries: transformers
# packages: transformers torch sentencepiece numpy ipython
import numpy as np
import torch
from IPython.display import Audio, display
from transformers import AutoConfig, AutoFeatureExtractor, AutoModel, SpeechT5ForSpeechToSpeech, SpeechT5HifiGan

config = AutoConfig.from_pretrained(MODEL_ID, revision=REVISION)
extractor = AutoFeatureExtractor.from_pretrained(MODEL_ID, revision=REVISION)
loader = SpeechT5ForSpeechToSpeech if config.model_type == "speecht5" else AutoModel
model = loader.from_pretrained(MODEL_ID, revision=REVISION, dtype=torch.float32)
model = model.to("cuda" if torch.cuda.is_available() else "cpu")

# Two seconds of a rising tone, so no file is needed; use your own recording (mono, at `sampling_rate`) instead.
rate = extractor.sampling_rate
sampling_rate = rate
time = np.linspace(0, 2, 2 * sampling_rate, endpoint=False)
audio = (0.3 * np.sin(2 * np.pi * (200 + 150 * time) * time)).astype(np.float32)
# @fetch audio
inputs = extractor(audio, sampling_rate=sampling_rate, return_tensors="pt").to(model.device)

with torch.no_grad():
    if config.model_type == "speecht5":
        # The same words, in the voice of a speaker embedding; an all-zero embedding also works. The model generates a
        # spectrogram, which a second model (the vocoder) converts to audio.
        voice = torch.zeros(1, config.speaker_embedding_dim, device=model.device)
        spectrogram = model.generate_speech(inputs["input_values"], voice)
        try:
            vocoder = SpeechT5HifiGan.from_pretrained("microsoft/speecht5_hifigan", dtype=torch.float32)
            result = vocoder.to(model.device)(spectrogram)
        except OSError as error:
            print(f"No audio: the vocoder microsoft/speecht5_hifigan could not be loaded ({str(error)[:80]}).")
            print("spectrogram:", tuple(spectrogram.shape), spectrogram.mean().item())
            result = None
    elif hasattr(model, "decode"):
        # A codec: encodes the audio as a few codes per second, then decodes it.
        codes = model.encode(inputs["input_values"], return_dict=True)
        result = model(inputs["input_values"]).audio_values
        print("codes:", tuple(codes.audio_codes.shape))
    else:
        result = model.generate(**inputs, tgt_lang="eng")[0]

display(Audio(audio, rate=sampling_rate))
if result is not None:
    result = result.float().cpu().numpy().squeeze()
    rate = getattr(config, "sampling_rate", rate)
    print(f"{len(audio) / sampling_rate:.2f} seconds in, {result.shape[-1] / rate:.2f} seconds out")
    display(Audio(result, rate=rate))
