# task: image-text-to-video
# like: tasks/image-to-video.py
