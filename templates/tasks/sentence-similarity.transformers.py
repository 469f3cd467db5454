# task: sentence-similarity
# variant: mean-pooling
# libraries: transformers
# packages: transformers torch sentencepiece
import torch
from transformers import AutoModel, AutoTokenizer

source = "A dog runs along the beach."  # @widget source_sentence source
sentences = ["A puppy plays in the sand.", "Someone walks by the sea.", "Taxes will rise."]  # @widget sentences sentences

device = "cuda" if torch.cuda.is_available() else "cpu"
tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
model = AutoModel.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto").to(device)

inputs = tokenizer([source, *sentences], padding=True, truncation=True, max_length=512, return_tensors="pt").to(device)
with torch.no_grad():
    tokens = model(**inputs).last_hidden_state.float()

# Mean pooling: the mean over each sentence's tokens, without padding
mask = inputs["attention_mask"].unsqueeze(-1)
embeddings = (tokens * mask).sum(1) / mask.sum(1)
scores = torch.nn.functional.cosine_similarity(embeddings[:1], embeddings[1:]).tolist()
print(source)
for score, sentence in sorted(zip(scores, sentences), reverse=True):
    print(f"{score:8.4f}  {sentence}")
