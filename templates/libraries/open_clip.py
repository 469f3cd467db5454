# libraries: open_clip
# packages: open_clip_torch torch torchvision transformers timm huggingface_hub pillow ipython
import open_clip
import torch
from huggingface_hub import snapshot_download
from IPython.display import display

labels = ["a house", "a cat", "a bowl of soup"]  # @widget candidate_labels

# @input image

# The hf-hub: prefix does not accept a revision, so the pinned files are loaded from their folder
files = ["*.json", "*.txt", "*.model", "open_clip_*"]
folder = f"local-dir:{snapshot_download(MODEL_ID, revision=REVISION, allow_patterns=files)}"
model, preprocess = open_clip.create_model_from_pretrained(folder)
tokenizer = open_clip.get_tokenizer(folder)

with torch.no_grad():
    of_image = model.encode_image(preprocess(image).unsqueeze(0), normalize=True)
    of_text = model.encode_text(tokenizer(labels), normalize=True)
    scores = (model.logit_scale.exp() * of_image @ of_text.T).softmax(dim=-1)[0].tolist()
display(image)
for score, label in sorted(zip(scores, labels), reverse=True):
    print(f"{score:8.4f}  {label}")
