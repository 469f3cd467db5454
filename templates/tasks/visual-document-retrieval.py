# task: visual-document-retrieval
# libraries: transformers
# packages: transformers torch torchvision accelerate sentencepiece pillow ipython
import torch
import transformers
from IPython.display import display
from PIL import Image, ImageDraw

query = "How much did the bread cost?"  # @widget text

# Drawn pages; use Image.open(...) to load your own.
texts = {
    "receipt": ["Harbour Bakery", "Bread 3.20", "Apple cake 5.60", "Total 8.80"],
    "timetable": ["To the coast", "09:00 platform 2", "12:30 platform 1", "18:00 platform 2"],
}
pages = []
for lines in texts.values():
    pages.append(Image.new("RGB", (448, 448), "white"))
    for row, line in enumerate(lines):
        ImageDraw.Draw(pages[-1]).text((40, 50 + 70 * row), line, fill="black", font_size=32)

config = transformers.AutoConfig.from_pretrained(MODEL_ID, revision=REVISION)
processor = transformers.AutoProcessor.from_pretrained(MODEL_ID, revision=REVISION)
model = getattr(transformers, config.architectures[0]).from_pretrained(
    MODEL_ID,
    revision=REVISION,
    dtype=torch.bfloat16 if torch.cuda.is_available() else "auto",
    device_map="auto",
)

# One vector per patch of a page and per token of the query; the score is the sum of the best matches.
with torch.no_grad():
    of_pages = model(**processor(images=pages, return_tensors="pt").to(model.device)).embeddings
    of_query = model(**processor(text=[query], return_tensors="pt").to(model.device)).embeddings
scores = processor.score_retrieval(of_query.float().cpu(), of_pages.float().cpu())[0].tolist()

display(*pages)
print(query)
for score, name in sorted(zip(scores, texts), reverse=True):
    print(f"{score:9.4f}  {name}")
