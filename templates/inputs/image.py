# packages: pillow
# The sample from the model's page if it can be downloaded; otherwise, the drawing.
source = "https://"  # @source
try:
    from io import BytesIO
    from urllib.request import Request, urlopen

    with urlopen(Request(source, headers={"User-Agent": "Mozilla/5.0"}), timeout=20) as answer:
        image = Image.open(BytesIO(answer.read(50_000_000))).convert("RGB")
    image.thumbnail((1024, 1024))
except Exception as error:
    print(f"{source} can't be downloaded ({type(error).__name__}): using the drawing instead")
