# task: text-retrieval
# libraries: sentence-transformers transformers
# packages: sentence-transformers torch sentencepiece
from sentence_transformers import SentenceTransformer

query = "How long do bees live?"  # @widget source_sentence
documents = ["A worker bee lives about six weeks in summer.", "Honey keeps for years in a closed jar.", "The last bus leaves at ten."]  # @widget sentences

# The library picks the GPU by itself where there is one.
model = SentenceTransformer(MODEL_ID, revision=REVISION)
if model.tokenizer is not None and getattr(model.tokenizer, "pad_token", "") is None:
    model.tokenizer.pad_token = model.tokenizer.eos_token

# Models made for search read a query differently from a document: encode_query adds what the model wants.
found = model.similarity(model.encode_query([query]), model.encode_document(documents))[0].tolist()
print(query)
for score, document in sorted(zip(found, documents), reverse=True):
    print(f"{score:8.4f}  {document}")
