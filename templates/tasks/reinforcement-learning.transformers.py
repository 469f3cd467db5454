# task: reinforcement-learning
# libraries: transformers
# packages: transformers torch
import torch
from transformers import AutoConfig, DecisionTransformerModel

config = AutoConfig.from_pretrained(MODEL_ID, revision=REVISION)
if config.model_type != "decision_transformer":
    raise SystemExit(f"{config.model_type} is not a decision transformer: see the model card for how to run it")
model = DecisionTransformerModel.from_pretrained(MODEL_ID, revision=REVISION, dtype=torch.float32).eval()
print(f"an observation has {config.state_dim} values, an action has {config.act_dim}")

# The environment is not available here, so every observation is all zeros. The model is given the return that it
# still has to reach, and predicts one action at a time.
steps = 5
states = torch.zeros(1, steps, config.state_dim)
actions = torch.zeros(1, steps, config.act_dim)
wanted = torch.full((1, steps, 1), 3.6)
for step in range(steps):
    seen = slice(0, step + 1)
    with torch.no_grad():
        output = model(
            states=states[:, seen],
            actions=actions[:, seen],
            rewards=torch.zeros(1, step + 1, 1),
            returns_to_go=wanted[:, seen],
            timesteps=torch.arange(step + 1)[None],
            attention_mask=torch.ones(1, step + 1),
        )
    actions[0, step] = output.action_preds[0, -1]
    print(f"action {step}:", [round(value, 4) for value in actions[0, step].tolist()])
