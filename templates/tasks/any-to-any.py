# task: any-to-any
# like: tasks/image-text-to-text.py
# replace: "image-text-to-text" -> "any-to-any"
