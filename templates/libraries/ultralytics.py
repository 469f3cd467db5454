# libraries: ultralytics
# packages: ultralytics torch huggingface_hub pillow ipython
from huggingface_hub import hf_hub_download, list_repo_files
from IPython.display import display
from PIL import Image
from ultralytics import YOLO

# @input image

# A .pt file is a pickle, which can contain code that runs when it is loaded
weights = sorted(name for name in list_repo_files(MODEL_ID, revision=REVISION) if name.endswith(".pt"))
name = next((name for name in weights if name.endswith("best.pt")), weights[0])
model = YOLO(hf_hub_download(MODEL_ID, name, revision=REVISION))

result = model.predict(image, conf=0.1, verbose=False)[0]
print("found:", result.verbose())
display(Image.fromarray(result.plot()[..., ::-1]))
