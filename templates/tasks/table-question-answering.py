# task: table-question-answering
# libraries: transformers
# packages: transformers torch pandas ipython
import pandas as pd
import torch
from IPython.display import display
from transformers import pipeline

question = "How many people live in Bergen?"  # @widget text
table = pd.DataFrame({
    "City": ["Oslo", "Bergen", "Tromsø"],
    "Inhabitants": ["709000", "286000", "77000"],
    "Founded": ["1040", "1070", "1794"],
})

# float32: the pipeline uses NumPy, which does not support bfloat16.
reader = pipeline("table-question-answering", model=MODEL_ID, revision=REVISION, dtype=torch.float32)

display(table)
answer = reader(table=table, query=question)
print("question:", question)
print("answer:  ", answer["answer"])
print("cells:   ", answer.get("cells", []))
