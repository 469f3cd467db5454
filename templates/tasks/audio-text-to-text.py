# task: audio-text-to-text
# libraries: transformers
# packages: transformers torch accelerate sentencepiece librosa numpy ipython
import numpy as np
import torch
from IPython.display import Audio, display
from transformers import AutoModelForMultimodalLM, AutoProcessor

text = "What do you hear in this recording?"  # @widget text

processor = AutoProcessor.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForMultimodalLM.from_pretrained(
    MODEL_ID,
    revision=REVISION,
    dtype=torch.bfloat16 if torch.cuda.is_available() else "auto",
    device_map="auto",
)

# Two seconds of a rising tone, so no file is needed; use your own recording (mono, at `sampling_rate`) instead.
extractor = getattr(processor, "feature_extractor", None) or getattr(processor, "audio_processor", None)
sampling_rate = getattr(extractor, "sampling_rate", None) or 16_000
time = np.linspace(0, 2, 2 * sampling_rate, endpoint=False)
audio = (0.3 * np.sin(2 * np.pi * (200 + 150 * time) * time)).astype(np.float32)
# @fetch audio

if getattr(processor, "chat_template", None):
    content = [{"type": "audio", "audio": audio}, {"type": "text", "text": text}]
    messages = [{"role": "user", "content": content}]
    prompt = processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
else:
    # Without a chat template, the text must contain the audio placeholder token, if the model has one.
    prompt = f"{getattr(processor, 'audio_token', None) or ''}{text}"
inputs = processor(text=prompt, audio=audio, sampling_rate=sampling_rate, return_tensors="pt")
inputs = inputs.to(model.device, model.dtype)
output = model.generate(**inputs, max_new_tokens=100)

display(Audio(audio, rate=sampling_rate))
print("user:     ", text)
print("assistant:", processor.batch_decode(output[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)[0])
