"""Hugging Face PEFT's side of the adapter checks.

    python check_adapter.py logits --model FOLDER [--adapter FOLDER] --ids FILE.json --out FILE.safetensors
    python check_adapter.py random --model FOLDER --out FOLDER [--rank 8] [--alpha 16] [--targets q_proj,v_proj]
                                   [--layers 0,1,..] [--scale 0.05] [--seed 1]
    python check_adapter.py packages

`logits` loads model and adapter as they are, fails unless every tensor of the adapter file has landed in the model,
and writes `logits`, float32 [sequences, vocabulary]: those after the last token of each list in {"ids": [[..], ..]}.
`random` lets PEFT itself save an adapter whose A and B are both random. `packages` prints the versions, or fails.
Each prints one JSON object.
"""

import argparse
import json
import os
import warnings
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("TQDM_DISABLE", "1")
warnings.filterwarnings("ignore", category=FutureWarning)


def load_base(folder: Path):
    import torch
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


def logits(arguments: argparse.Namespace) -> dict[str, object]:
    import torch
    from peft import PeftModel
    from safetensors.torch import load_file, save_file

    model = load_base(arguments.model)
    tensors = 0
    if arguments.adapter:
        model = PeftModel.from_pretrained(model, arguments.adapter).eval()
        written = load_file(arguments.adapter / "adapter_model.safetensors")
        held = {name.replace(".default", ""): p for name, p in model.named_parameters() if "lora_" in name}
        if sorted(written) != sorted(held):
            raise SystemExit(f"PEFT holds other tensors than the file: {sorted(set(written) ^ set(held))[:4]}")
        for name, tensor in written.items():
            if not torch.equal(tensor.float(), held[name].detach().float()):
                raise SystemExit(f"PEFT did not take {name} from the file")
        tensors = len(written)
    rows = []
    with torch.no_grad():
        for ids in json.loads(arguments.ids.read_text())["ids"]:
            rows.append(model(input_ids=torch.tensor([ids])).logits[0, -1].float())
    save_file({"logits": torch.stack(rows).contiguous()}, arguments.out)
    return {"out": str(arguments.out), "sequences": len(rows), "tensors": tensors}


def random_adapter(arguments: argparse.Namespace) -> dict[str, object]:
    import torch
    from peft import LoraConfig, get_peft_model

    layers = [int(layer) for layer in arguments.layers.split(",")] if arguments.layers else None
    config = LoraConfig(
        r=arguments.rank,
        lora_alpha=arguments.alpha,
        target_modules=arguments.targets.split(","),
        layers_to_transform=layers,
        task_type="CAUSAL_LM",
    )
    peft = get_peft_model(load_base(arguments.model), config)
    generator = torch.Generator().manual_seed(arguments.seed)
    tensors = 0
    for parameter in peft.parameters():
        if parameter.requires_grad:
            parameter.data.copy_(arguments.scale * torch.randn(parameter.shape, generator=generator))
            tensors += 1
    peft.save_pretrained(arguments.out, save_embedding_layers=False)
    return {"out": str(arguments.out), "tensors": tensors}


def packages(_: argparse.Namespace) -> dict[str, object]:
    import peft
    import safetensors
    import torch
    import transformers

    return {module.__name__: module.__version__ for module in (torch, transformers, peft, safetensors)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("logits")
    one.add_argument("--model", type=Path, required=True)
    one.add_argument("--adapter", type=Path)
    one.add_argument("--ids", type=Path, required=True)
    one.add_argument("--out", type=Path, required=True)
    one.set_defaults(run=logits)
    two = commands.add_parser("random")
    two.add_argument("--model", type=Path, required=True)
    two.add_argument("--out", type=Path, required=True)
    two.add_argument("--rank", type=int, default=8)
    two.add_argument("--alpha", type=int, default=16)
    two.add_argument("--targets", default="q_proj,v_proj")
    two.add_argument("--layers", default="")
    two.add_argument("--scale", type=float, default=0.05)
    two.add_argument("--seed", type=int, default=1)
    two.set_defaults(run=random_adapter)
    commands.add_parser("packages").set_defaults(run=packages)
    arguments = parser.parse_args()
    print(json.dumps(arguments.run(arguments)))


if __name__ == "__main__":
    main()
