# task: question-answering
# libraries: transformers
# packages: transformers torch sentencepiece
import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

question = "Where is the harbor?"  # @widget text question
context = "The village lies on the coast. Its harbor is behind the mill, its school on the hill."  # @widget context context

tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForQuestionAnswering.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto")
inputs = tokenizer(
    question, context, return_tensors="pt", return_offsets_mapping=True, truncation="only_second", max_length=384
)
offsets = inputs.pop("offset_mapping")[0]
outside = torch.tensor([part != 1 for part in inputs.sequence_ids(0)])
with torch.no_grad():
    output = model(**inputs)

# The model scores each token of the context as the start and as the end of the answer
start = output.start_logits[0].float().masked_fill(outside, -1e9).softmax(-1)
end = output.end_logits[0].float().masked_fill(outside, -1e9).softmax(-1)
spans = torch.triu(start[:, None] * end).tril(diagonal=30)
print("question:", question)
for score, place in zip(*spans.flatten().topk(3)):
    first, last = divmod(place.item(), len(offsets))
    print(f"{score:7.2%}  {context[offsets[first][0] : offsets[last][1]]!r}")
