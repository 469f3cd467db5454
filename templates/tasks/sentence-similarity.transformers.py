# task: sentence-similarity
# variant: mean-pooling
# libraries: transformers
# packages: transformers torch sentencepiece
import torch
from transformers import AutoModel, AutoTokenizer

source = "A dog runs along the beach."  # @widget source_sentence source
sentences = ["A puppy plays in the sand.", "Someone walks by the sea.", "Taxes will rise."]  # @widget sentences sentences

device = "cuda" if torch.cuda.is_available() else "cpu"
dtype = torch.float16 if torch.cuda.is_available() else "auto"
tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModel.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype).to(device)

if tokenizer.pad_token is None:
    tokenizer.pad_token = tokenizer.eos_token
inputs = tokenizer([source, *sentences], padding=True, truncation=True, max_length=512, return_tensors="pt").to(device)
with torch.no_grad():
    tokens = model(**inputs).last_hidden_state.float()

# Mean pooling: the mean over each sentence's tokens, without padding.
mask = inputs["attention_mask"].unsqueeze(-1)
embeddings = torch.nn.functional.normalize((tokens * mask).sum(1) / mask.sum(1), dim=-1)
print("embeddings:", tuple(embeddings.shape))

scores = (embeddings[0] @ embeddings[1:].T).tolist()
print(source)
for score, sentence in sorted(zip(scores, sentences), reverse=True):
    print(f"{score:8.4f}  {sentence}")
