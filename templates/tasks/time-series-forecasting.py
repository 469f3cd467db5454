# task: time-series-forecasting
# libraries: transformers
# packages: transformers torch numpy
import numpy as np
import torch
from transformers import AutoConfig, AutoModelForTimeSeriesPrediction, PatchTSMixerForPrediction, PatchTSTForPrediction
from transformers import AutoformerForPrediction, InformerForPrediction, TimeSeriesTransformerForPrediction

config = AutoConfig.from_pretrained(MODEL_ID, revision=REVISION)
loaders = {
    "patchtst": PatchTSTForPrediction,
    "patchtsmixer": PatchTSMixerForPrediction,
    "autoformer": AutoformerForPrediction,
    "informer": InformerForPrediction,
    "time_series_transformer": TimeSeriesTransformerForPrediction,
}
loader = loaders.get(config.model_type, AutoModelForTimeSeriesPrediction)
model = loader.from_pretrained(MODEL_ID, revision=REVISION, dtype=torch.float32).eval()

# A synthetic series with a trend and a 24-step season.
length = config.context_length + max(getattr(config, "lags_sequence", None) or [0])
steps = np.arange(length)
history = torch.tensor(50 + 0.05 * steps + 10 * np.sin(2 * np.pi * steps / 24), dtype=torch.float32)
with torch.no_grad():
    if config.model_type.startswith("patchts"):
        channels = history[None, :, None].repeat(1, 1, config.num_input_channels)
        output = model(past_values=channels)
        forecast = output.prediction_outputs
        forecast = (forecast[0] if isinstance(forecast, tuple) else forecast)[0, :, 0]
    elif hasattr(config, "lags_sequence"):
        # These models draw samples, which are averaged below; time and static features are set to zero here.
        past = history[None] if config.input_size == 1 else history[None, :, None].repeat(1, 1, config.input_size)
        features = config.num_time_features + config.num_dynamic_real_features
        output = model.generate(
            past_values=past,
            past_observed_mask=torch.ones_like(past),
            past_time_features=torch.zeros(1, length, features),
            future_time_features=torch.zeros(1, config.prediction_length, features),
            static_categorical_features=torch.zeros(1, config.num_static_categorical_features, dtype=torch.long),
            static_real_features=torch.zeros(1, config.num_static_real_features),
        )
        forecast = output.sequences.mean(dim=1)[0].reshape(config.prediction_length, -1)[:, 0]
    else:
        forecast = model(past_values=[history], freq=[0]).mean_predictions[0]

print(f"history: {length} values, forecast: {len(forecast)} values")
print([round(value, 2) for value in forecast[:24].tolist()])
