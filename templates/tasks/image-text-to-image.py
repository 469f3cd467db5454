# task: image-text-to-image
# like: tasks/image-to-image.py
# replace: a snowy evening, watercolor -> turn the day into a snowy evening
