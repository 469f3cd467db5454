# like: tasks/text-to-image.py
