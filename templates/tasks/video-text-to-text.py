# task: video-text-to-text
# libraries: transformers
# packages: transformers torch torchvision accelerate sentencepiece numpy pillow ipython
import numpy as np
from IPython.display import display
from PIL import Image, ImageDraw
from transformers import AutoModelForMultimodalLM, AutoProcessor

text = "What happens in this video?"  # @widget text

# A ball crosses the picture in eight frames
frames = [Image.new("RGB", (336, 336), "skyblue") for _ in range(8)]
for number, frame in enumerate(frames):
    ImageDraw.Draw(frame).circle((40 + 30 * number, 170), 30, fill="firebrick")
display(frames[0], frames[-1])

processor = AutoProcessor.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForMultimodalLM.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")

# @if chat_template
messages = [{"role": "user", "content": [{"type": "video"}, {"type": "text", "text": text}]}]
prompt = processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
# @else
# Without a chat template, the text must contain the video placeholder token, if the model has one
prompt = f"{getattr(processor, 'video_token', None) or ''}{text}"
# @end
inputs = processor(text=[prompt], videos=[np.stack(frames)], do_sample_frames=False, return_tensors="pt")
output = model.generate(**inputs.to(model.device, model.dtype), max_new_tokens=100)
answer = processor.batch_decode(output[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)[0]
print(f"user:      {text}\nassistant: {answer}")
