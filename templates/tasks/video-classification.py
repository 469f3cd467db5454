# task: video-classification
# libraries: transformers
# packages: transformers torch torchvision pillow ipython
import torch
from IPython.display import display
from PIL import Image, ImageDraw
from transformers import AutoConfig, AutoImageProcessor, AutoModelForVideoClassification, AutoVideoProcessor

device = "cuda" if torch.cuda.is_available() else "cpu"
config = AutoConfig.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForVideoClassification.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto").to(device)

# A generated video of a ball crossing the frame, with as many frames as the model takes.
count = getattr(config, "num_frames", None) or getattr(config, "frames_per_clip", 16)
frames = []
for number in range(count):
    frame = Image.new("RGB", (256, 256), "skyblue")
    x = 20 + 180 * number // count
    ImageDraw.Draw(frame).ellipse((x, 100, x + 50, 150), fill="firebrick")
    frames.append(frame)
display(frames[0], frames[-1])

if config.model_type == "vjepa2":
    processor = AutoVideoProcessor.from_pretrained(MODEL_ID, revision=REVISION)
else:
    processor = AutoImageProcessor.from_pretrained(MODEL_ID, revision=REVISION)
inputs = processor(frames, return_tensors="pt").to(device, model.dtype)
with torch.no_grad():
    scores = model(**inputs).logits[0].float().softmax(-1)

for score, place in zip(*scores.topk(min(5, len(scores)))):
    print(f"{score.item():8.4f}  {config.id2label[place.item()]}")
