# packages: pillow
from io import BytesIO
from urllib.request import Request, urlopen
from PIL import Image

# The picture from the model's page, or a plain one if it can't be downloaded
try:
    request = Request("@source", headers={"User-Agent": "Mozilla/5.0"})
    image = Image.open(BytesIO(urlopen(request, timeout=20).read(50_000_000))).convert("RGB")
    image.thumbnail((1024, 1024))
except Exception:
    image = Image.new("RGB", (480, 360), "skyblue")
