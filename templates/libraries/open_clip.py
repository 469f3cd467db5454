# libraries: open_clip
# packages: open_clip_torch torch torchvision transformers timm huggingface_hub pillow ipython
import open_clip
import torch
from huggingface_hub import snapshot_download
from IPython.display import display
from PIL import Image, ImageDraw

candidate_labels = "a house, a cat, a bowl of soup"  # @widget candidate_labels

# A drawn scene; use Image.open(...) to load your own image.
image = Image.new("RGB", (480, 360), "skyblue")
draw = ImageDraw.Draw(image)
draw.rectangle((0, 240, 480, 360), fill="seagreen")
draw.ellipse((370, 30, 440, 100), fill="gold")
draw.rectangle((120, 150, 280, 280), fill="firebrick")
draw.polygon([(100, 150), (200, 70), (300, 150)], fill="saddlebrown")
# @fetch image

# The hf-hub: prefix does not accept a revision, so the pinned files are downloaded and loaded from their folder.
wanted = ["*.json", "*.txt", "*.model", "open_clip_*"]
folder = f"local-dir:{snapshot_download(MODEL_ID, revision=REVISION, allow_patterns=wanted)}"
device = "cuda" if torch.cuda.is_available() else "cpu"
model, preprocess = open_clip.create_model_from_pretrained(folder, device=device)
tokenizer = open_clip.get_tokenizer(folder)

labels = [label.strip() for label in candidate_labels.split(",")]
with torch.no_grad():
    of_image = model.encode_image(preprocess(image).unsqueeze(0).to(device), normalize=True)
    of_text = model.encode_text(tokenizer(labels).to(device), normalize=True)
    scores = (model.logit_scale.exp() * of_image @ of_text.T).softmax(dim=-1)[0].tolist()
display(image)
for score, label in sorted(zip(scores, labels), reverse=True):
    print(f"{score:8.4f}  {label}")
