# task: video-text-to-text
# libraries: transformers
# packages: transformers torch torchvision accelerate sentencepiece numpy pillow ipython
import numpy as np
import torch
from IPython.display import display
from PIL import Image, ImageDraw
from transformers import AutoModelForMultimodalLM, AutoProcessor

text = "What happens in this video?"  # @widget text

# A generated eight-frame video of a ball crossing the frame.
frames = []
for number in range(8):
    frame = Image.new("RGB", (336, 336), "skyblue")
    x = 20 + 250 * number // 8
    ImageDraw.Draw(frame).ellipse((x, 140, x + 60, 200), fill="firebrick")
    frames.append(frame)
video = np.stack([np.asarray(frame) for frame in frames])

processor = AutoProcessor.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForMultimodalLM.from_pretrained(
    MODEL_ID,
    revision=REVISION,
    dtype=torch.bfloat16 if torch.cuda.is_available() else "auto",
    device_map="auto",
)

if getattr(processor, "chat_template", None):
    content = [{"type": "video"}, {"type": "text", "text": text}]
    messages = [{"role": "user", "content": content}]
    prompt = processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
else:
    # Without a chat template, the text must contain the video placeholder token, if the model has one.
    prompt = f"{getattr(processor, 'video_token', None) or ''}{text}"
inputs = processor(text=[prompt], videos=[video], do_sample_frames=False, return_tensors="pt")
inputs = inputs.to(model.device, model.dtype)
output = model.generate(**inputs, max_new_tokens=100)

display(frames[0], frames[-1])
print("user:     ", text)
print("assistant:", processor.batch_decode(output[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)[0])
