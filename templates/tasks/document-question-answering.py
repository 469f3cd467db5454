# task: document-question-answering
# libraries: transformers
# packages: transformers torch torchvision sentencepiece pillow ipython
from IPython.display import display
from PIL import Image, ImageDraw
from transformers import pipeline

question = "What is the total?"  # @widget text

# A drawn receipt. Each word comes with its box (coordinates from 0 to 1000), so no OCR is needed.
image = Image.new("RGB", (1000, 1000), "white")
draw = ImageDraw.Draw(image)
words = []
for row, line in enumerate(["Harbour Bakery", "Bread 3.20", "Cake 5.60", "Total 8.80"]):
    for column, word in enumerate(line.split()):
        box = draw.textbbox((100 + 400 * column, 100 + 200 * row), word, font_size=80)
        draw.text(box[:2], word, fill="black", font_size=80)
        words.append((word, [int(value) for value in box]))

reader = pipeline("document-question-answering", model=MODEL_ID, revision=REVISION, dtype="auto")
display(image.resize((400, 400)))
print("question:", question)
for answer in reader(image=image, question=question, word_boxes=words):
    print("answer:  ", answer["answer"], answer.get("score", ""))
