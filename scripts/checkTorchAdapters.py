"""The Python half of checkTorchAdapters.mjs. Usage: folder model. Reads safetensors by their definition, with no other package."""

import json
import pathlib
import re
import struct
import sys

import torch

folder, model = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
DTYPE = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "I64": torch.int64}


def read(path):
    """Tensors by name, and the metadata."""
    data = path.read_bytes()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        flat = torch.frombuffer(bytearray(data[start + begin : start + end]), dtype=DTYPE[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"])
    return tensors, metadata


def read_folder(path):
    """Tensors of a Hugging Face folder, by its index."""
    weight_map = json.loads((path / "model.safetensors.index.json").read_text())["weight_map"]
    files = {name: read(path / name)[0] for name in set(weight_map.values())}
    return {name: files[file][name] for name, file in weight_map.items()}


def by_delta(base, path):
    """The weights after what the delta file says."""
    weights = {name: tensor.clone() for name, tensor in base.items()}
    tensors, _ = read(path)
    for name, values in tensors.items():
        module, kind, part = re.fullmatch(r"(.+)\.(rows|columns|output|input)\.(\w+)", name).groups()
        weight = weights[f"{module}.weight"]
        if part == "scale":
            weight *= values[:, None] if kind == "output" else values
        elif part == "delta":
            weight.index_add_(0 if kind == "rows" else 1, tensors[f"{module}.{kind}.index"], values)
    return weights


def by_adapter(base, path):
    """The weights after what the adapter says, as PEFT reads it."""
    weights = {name: tensor.clone() for name, tensor in base.items()}
    config = json.loads((path / "adapter_config.json").read_text())
    tensors, metadata = read(path / "adapter_model.safetensors")
    assert metadata["format"] == "pt" and len(metadata["base_model_hash"]) == 64

    def of_pattern(patterns, otherwise, module):
        found = [value for key, value in patterns.items() if re.match(rf"(.*\.)?({key})$", module)]
        assert len(found) <= 1, f"several patterns match {module}"
        return found[0] if found else otherwise

    for module in config["target_modules"]:
        weight, prefix = weights[f"{module}.weight"], f"base_model.model.{module}"
        if config["peft_type"] == "IA3":
            scale = tensors[f"{prefix}.ia3_l"]
            assert scale.shape == ((1, weight.shape[1]) if module in config["feedforward_modules"] else (weight.shape[0], 1))
            weight *= scale
        else:
            r = of_pattern(config["rank_pattern"], config["r"], module)
            alpha = of_pattern(config["alpha_pattern"], config["lora_alpha"], module)
            a, b = tensors[f"{prefix}.lora_A.weight"], tensors[f"{prefix}.lora_B.weight"]
            assert a.shape[0] == b.shape[1] == r
            weight += b @ a * (alpha / r)
    return weights


def require_equal(a, b, what):
    assert a.keys() == b.keys(), f"{what}: other tensors"
    for name, tensor in a.items():
        assert torch.equal(tensor, b[name]), f"{what}: {name} differs"
    print(f"ok: {what}")


base = {name: tensor.float() for name, tensor in read(model / "model.safetensors")[0].items()}
require_equal(read_folder(folder / "base"), base, "the exported base is the model")
for method in ("subnetwork", "ia3"):
    merged = read_folder(folder / f"{method}-merged")
    require_equal(merged, by_delta(base, folder / f"{method}.safetensors"), f"{method}: the delta gives the merged model")
    require_equal(merged, by_adapter(base, folder / f"{method}-adapter"), f"{method}: the adapter gives the merged model")

try:
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, AutoTokenizer
except ImportError as error:
    print(f"left out: loading with PEFT ({error})")
    sys.exit()

AutoTokenizer.from_pretrained(folder / "base")
ids = torch.arange(3, 67)[None]


def logits(loaded):
    with torch.no_grad():
        return loaded.eval()(input_ids=ids).logits


load = AutoModelForCausalLM.from_pretrained
for method in ("subnetwork", "ia3"):
    expected = logits(load(folder / f"{method}-merged", dtype=torch.float32))
    adapted = logits(PeftModel.from_pretrained(load(folder / "base", dtype=torch.float32), folder / f"{method}-adapter"))
    change = (expected - logits(load(folder / "base", dtype=torch.float32))).abs().max().item()
    worst = (adapted - expected).abs().max().item()
    # f32 sums in another order, on logits of some tens.
    assert worst < 1e-3 < 0.1 < change, f"{method}: PEFT's logits differ by {worst} (the adapter changes them by {change})"
    print(f"ok: {method}: PEFT gives the merged model's logits (max difference {worst:.1e}, the adapter changes them by {change:.1e})")
