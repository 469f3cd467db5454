# packages: librosa
# The sample from the model's page if it can be downloaded; otherwise, the sound generated above.
source = "https://"  # @source
try:
    from io import BytesIO
    from urllib.request import Request, urlopen

    import librosa

    with urlopen(Request(source, headers={"User-Agent": "Mozilla/5.0"}), timeout=20) as answer:
        audio, _ = librosa.load(BytesIO(answer.read(50_000_000)), sr=sampling_rate, mono=True, duration=30)
except Exception as error:
    print(f"{source} can't be downloaded ({type(error).__name__}): using the generated sound instead")
