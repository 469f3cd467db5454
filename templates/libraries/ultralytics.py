# libraries: ultralytics
# packages: ultralytics torch huggingface_hub pillow ipython
from huggingface_hub import hf_hub_download, list_repo_files
from IPython.display import display
from PIL import Image, ImageDraw
from ultralytics import YOLO

# A drawn scene; use Image.open(...) to load your own image.
image = Image.new("RGB", (480, 360), "skyblue")
draw = ImageDraw.Draw(image)
draw.rectangle((0, 240, 480, 360), fill="seagreen")
draw.ellipse((370, 30, 440, 100), fill="gold")
draw.rectangle((120, 150, 280, 280), fill="firebrick")
draw.polygon([(100, 150), (200, 70), (300, 150)], fill="saddlebrown")
# @fetch image

# A .pt file is a pickle, which can contain code that runs when it is loaded.
weights = sorted(name for name in list_repo_files(MODEL_ID, revision=REVISION) if name.endswith(".pt"))
name = next((name for name in weights if name.endswith("best.pt")), weights[0])
model = YOLO(hf_hub_download(MODEL_ID, name, revision=REVISION))

result = model.predict(image, conf=0.1, verbose=False)[0]
for box in result.boxes or []:
    corners = [round(value) for value in box.xyxy[0].tolist()]
    print(f"{box.conf.item():8.4f}  {result.names[int(box.cls.item())]:<20} {corners}")
if not result.boxes:
    print(f"{name} found no objects in this image. Its classes: {', '.join(list(result.names.values())[:20])}")
display(Image.fromarray(result.plot()[..., ::-1]))
