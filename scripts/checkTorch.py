"""The Python half of checkTorch.mjs: `load` reads what was exported, `save` makes files to import. Usage: step folder."""

import contextlib
import io
import json
import pathlib
import sys

import torch

step, folder = sys.argv[1], pathlib.Path(sys.argv[2])


def lists(neurons):
    return [[layer.tolist() for layer in layers] for layers in neurons]


def load():
    with open(folder / "mask.json", encoding="utf-8") as f:
        mask = json.load(f)
    for weights_only in (False, True):
        neurons = torch.load(folder / "mask.pt", weights_only=weights_only)
        assert all(layer.dtype == torch.int64 and layer.dim() == 1 for layers in neurons for layer in layers)
        assert lists(neurons) == mask["neurons"], "torch.load gives other neurons"
        print(f"ok: torch {torch.__version__} loads the mask, weights_only={weights_only}, {len(neurons)} languages")
    reader = torch._C.PyTorchFileReader(str(folder / "mask.pt"))
    assert "extra/manifest.json" in reader.get_all_records()
    assert json.loads(reader.get_record("extra/manifest.json"))["note"] == "naïve ქართული"
    print("ok: the manifest lies beside the tensors")

    by_language = dict(zip(mask["languages"], mask["neurons"]))
    # What each snippet leaves behind, as plain lists, and what that should be.
    outcomes = {
        "pt": (lambda scope: dict(zip(scope["languages"], lists(scope["mask"]))), by_language),
        "json": (lambda scope: scope["neurons"], by_language),
        "safetensors": (lambda scope: lists([scope["neurons"]])[0], mask["neurons"][0]),
    }
    for snippet, (outcome, expected) in outcomes.items():
        scope = {}
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec((folder / f"{snippet}.py").read_text(encoding="utf-8"), scope)
        except ModuleNotFoundError as error:
            print(f"left out: the {snippet} snippet ({error})")
            continue
        assert outcome(scope) == expected, f"the {snippet} snippet gives other neurons"
        print(f"ok: the {snippet} snippet loads the same neurons")


def save():
    generator = torch.Generator().manual_seed(1)
    mask = [[torch.randperm(64, generator=generator)[: 7 * (l % 3)].sort().values for l in range(5)] for _ in range(3)]
    torch.save(mask, folder / "saved.pt")
    n = 1000
    over_zero = torch.randint(0, n, (4, 6), dtype=torch.int32, generator=generator)
    means = torch.randn(4, 6, generator=generator)
    torch.save({"n": n, "over_zero": over_zero, "average_activations": means}, folder / "activation.pt")
    expected = {"mask": lists(mask), "n": n, "over_zero": over_zero.flatten().tolist(), "means": means.flatten().tolist()}
    (folder / "saved.json").write_text(json.dumps(expected))


{"load": load, "save": save}[step]()
