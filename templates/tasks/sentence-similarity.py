# task: sentence-similarity
# like: libraries/sentence-transformers.py
