# task: audio-text-to-text
# libraries: transformers
# packages: transformers torch accelerate sentencepiece librosa numpy ipython
from IPython.display import Audio, display
from transformers import AutoModelForMultimodalLM, AutoProcessor

text = "What do you hear in this recording?"  # @widget text

processor = AutoProcessor.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForMultimodalLM.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")
sampling_rate = 16_000

# @input audio

# @if chat_template
messages = [{"role": "user", "content": [{"type": "audio", "audio": audio}, {"type": "text", "text": text}]}]
prompt = processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
# @else
# Without a chat template, the text must contain the audio placeholder token, if the model has one
prompt = f"{getattr(processor, 'audio_token', None) or ''}{text}"
# @end
inputs = processor(text=prompt, audio=audio, sampling_rate=sampling_rate, return_tensors="pt")
output = model.generate(**inputs.to(model.device, model.dtype), max_new_tokens=100)
answer = processor.batch_decode(output[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)[0]
display(Audio(audio, rate=sampling_rate))
print(f"user:      {text}\nassistant: {answer}")
