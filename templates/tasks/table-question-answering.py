# task: table-question-answering
# libraries: transformers
# packages: transformers torch pandas ipython
import pandas as pd
from IPython.display import display
from transformers import pipeline

question = "How many people live in Bergen?"  # @widget text
table = pd.DataFrame({
    "City": ["Oslo", "Bergen", "Tromsø"],
    "Inhabitants": ["709000", "286000", "77000"],
    "Founded": ["1040", "1070", "1794"],
})

reader = pipeline("table-question-answering", model=MODEL_ID, revision=REVISION, dtype="float32")
answer = reader(table=table, query=question)
display(table)
print("question:", question)
print("answer:  ", answer["answer"])
