# task: audio-to-audio
# libraries: transformers
# packages: transformers torch sentencepiece numpy ipython
import torch
from IPython.display import Audio, display
# @if model_type speecht5
from transformers import AutoFeatureExtractor, SpeechT5ForSpeechToSpeech, SpeechT5HifiGan
# @else
from transformers import AutoFeatureExtractor, AutoModel
# @end

extractor = AutoFeatureExtractor.from_pretrained(MODEL_ID, revision=REVISION)
# @if model_type speecht5
model = SpeechT5ForSpeechToSpeech.from_pretrained(MODEL_ID, revision=REVISION)
# @else
model = AutoModel.from_pretrained(MODEL_ID, revision=REVISION)
# @end
sampling_rate = extractor.sampling_rate

# @input audio

display(Audio(audio, rate=sampling_rate))
inputs = extractor(audio, sampling_rate=sampling_rate, return_tensors="pt")
# @if model_type speecht5
# The same words in another voice: a speaker embedding, here zeros. A second model turns the spectrogram into sound.
voice = torch.zeros(1, model.config.speaker_embedding_dim)
spectrogram = model.generate_speech(inputs["input_values"], voice)
print("spectrogram:", tuple(spectrogram.shape), spectrogram.mean().item())
try:
    vocoder = SpeechT5HifiGan.from_pretrained("microsoft/speecht5_hifigan", dtype=torch.float32)
    with torch.no_grad():
        display(Audio(vocoder(spectrogram).numpy(), rate=sampling_rate))
except OSError as error:
    print(f"No sound: the vocoder can't be loaded ({str(error)[:80]})")
# @else
with torch.no_grad():
# @if model_type encodec dac mimi
    result = model(inputs["input_values"]).audio_values
# @else
    result = model.generate(**inputs, tgt_lang="eng")[0]
# @end
result = result.float().numpy().squeeze()
rate = model.config.sampling_rate
print(f"{len(audio) / sampling_rate:.2f} seconds in, {result.shape[-1] / rate:.2f} seconds out")
display(Audio(result, rate=rate))
# @end
