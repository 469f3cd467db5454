# task: text-ranking
# libraries: sentence-transformers transformers
# packages: sentence-transformers torch sentencepiece
from sentence_transformers import CrossEncoder

query = "How long do bees live?"  # @widget source_sentence
documents = [
    "A worker bee lives about six weeks in summer.",
    "Honey keeps for years in a closed jar.",
    "The queen may live for several years.",
    "The last bus leaves at ten.",
]

model = CrossEncoder(MODEL_ID, revision=REVISION)

print(query)
for hit in model.rank(query, documents):
    print(f"{hit['score']:9.4f}  {documents[hit['corpus_id']]}")
