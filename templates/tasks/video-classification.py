# task: video-classification
# libraries: transformers
# packages: transformers torch torchvision pillow ipython
import torch
from IPython.display import display
from PIL import Image, ImageDraw
# @if model_type vjepa2
from transformers import AutoModelForVideoClassification, AutoVideoProcessor
# @else
from transformers import AutoImageProcessor, AutoModelForVideoClassification
# @end

device = "cuda" if torch.cuda.is_available() else "cpu"
# @if model_type vjepa2
processor = AutoVideoProcessor.from_pretrained(MODEL_ID, revision=REVISION)
# @else
processor = AutoImageProcessor.from_pretrained(MODEL_ID, revision=REVISION)
# @end
model = AutoModelForVideoClassification.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto").to(device)

# A ball crosses the picture, in as many frames as the model takes
# @if model_type vjepa2
count = model.config.frames_per_clip
# @else
count = model.config.num_frames
# @end
frames = [Image.new("RGB", (256, 256), "skyblue") for _ in range(count)]
for number, frame in enumerate(frames):
    ImageDraw.Draw(frame).circle((40 + 180 * number // count, 128), 25, fill="firebrick")
display(frames[0], frames[-1])

with torch.no_grad():
    scores = model(**processor(frames, return_tensors="pt").to(device, model.dtype)).logits[0].float().softmax(-1)
for score, place in zip(*scores.topk(min(5, len(scores)))):
    print(f"{score.item():8.4f}  {model.config.id2label[place.item()]}")
