# task: text-to-audio
# like: tasks/text-to-speech.py
# replace: "Good morning. The train to the coast leaves at nine."  # @widget text statement -> "A slow piano melody with soft rain in the background"  # @widget text
