# libraries: stable-baselines3
# packages: stable-baselines3 gymnasium huggingface_hub torch
import json
import re
import zipfile

import gymnasium
import stable_baselines3
from huggingface_hub import hf_hub_download, list_repo_files

files = [name for name in list_repo_files(MODEL_ID, revision=REVISION) if name.endswith(".zip")]
name = min(files, key=lambda name: ("best" not in name, name.count("/"), name))
path = hf_hub_download(MODEL_ID, name, revision=REVISION)

# The archive does not name its algorithm. Take it from the file's or the repository's name, or else infer it from the
# policy class and the hyperparameters.
with zipfile.ZipFile(path) as archive:
    data = json.loads(archive.read("data"))
known = {"PPO", "A2C", "DQN", "SAC", "TD3", "DDPG"}
named = next((word.upper() for word in re.split(r"[^A-Za-z0-9]+", f"{name} {MODEL_ID}") if word.upper() in known), None)
policy = str(data.get("policy_class"))
guess = next((kind for kind in ("DQN", "SAC", "TD3") if kind in policy), "PPO" if "clip_range" in data else "A2C")
# Parts of the archive are pickles, which can contain code that runs when they are loaded. Schedules pickled by an
# older Python may not load, and inference does not need them.
unneeded = {"learning_rate": 0.0, "lr_schedule": lambda _: 0.0, "clip_range": lambda _: 0.0}
model = getattr(stable_baselines3, named or guess).load(path, device="cpu", custom_objects=unneeded)
print(f"{name}: {named or guess}\n{model.policy}")
print("observation space:", model.observation_space, "\naction space:", model.action_space)

# The environment named in the model id, if it is installed; otherwise, one random observation.
try:
    environment = gymnasium.make(re.search(r"[A-Z][A-Za-z0-9]*-v\d+", MODEL_ID).group())
    assert environment.observation_space.shape == model.observation_space.shape
except Exception as error:
    print(f"Can't create the environment ({str(error)[:200]}): using a random observation instead.")
    model.observation_space.seed(0)
    print("action:", model.predict(model.observation_space.sample(), deterministic=True)[0])
else:
    observation, _ = environment.reset(seed=0)
    total, steps, over = 0.0, 0, False
    while not over and steps < 1000:
        observation, reward, ended, cut, _ = environment.step(model.predict(observation, deterministic=True)[0])
        total, steps, over = total + float(reward), steps + 1, ended or cut
    print(f"one episode of {environment.spec.id}: {steps} steps, reward {total:.2f}")
