"""Writes the tiny random models under test/fixtures/ and the figures Hugging Face PEFT gives on them.

    python test/peers/make_tiny.py [--out FOLDER] [NAME ...]

Everything is seeded, so a second run with the same package versions writes the same numbers; README.md here
describes each file. Matrices hold whole numbers of -127..127 times a power of two per row, with a ±127 in every
32 columns: they survive rounding to 8 bits by blocks, and bfloat16, without a change, so the same golden numbers
hold for a model that was imported in 8 bits.
"""

import argparse
import json
import os
import shutil
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from peft import IA3Config, LoraConfig, PeftConfig, PeftModel, PromptTuningConfig, get_peft_model, set_peft_model_state_dict
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    LlamaConfig,
    LlamaForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

ALL_LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
LAYERS = 3
BATCH, SEQUENCE, TARGETS = 2, 24, 20
PACKED = [5, 11, 3, 13]  # lengths of the documents in the packed row, 32 together
VIRTUAL = 3  # virtual tokens of prompt tuning

COMMON = dict(
    hidden_size=64,
    num_hidden_layers=LAYERS,
    num_attention_heads=4,
    max_position_embeddings=256,
    bos_token_id=1,
    eos_token_id=2,
    pad_token_id=2,
    attn_implementation="eager",
)

FIXTURES = {
    "tiny-llama-gqa-tied": dict(
        seed=11,
        model=(LlamaConfig, LlamaForCausalLM),
        config=dict(num_key_value_heads=2, intermediate_size=96, vocab_size=128, tie_word_embeddings=True, head_dim=16),
        rope_theta=100000.0,
        rms_norm_eps=1e-5,
        lora=dict(target_modules=["q_proj", "v_proj"]),
        methods=["ia3", "prompt"],
    ),
    "tiny-llama-mha-untied-all": dict(
        seed=12,
        model=(LlamaConfig, LlamaForCausalLM),
        config=dict(num_key_value_heads=4, intermediate_size=160, vocab_size=112, tie_word_embeddings=False, head_dim=16),
        rope_theta=10000.0,
        rms_norm_eps=1e-6,
        old_rope=True,  # config.json as transformers < 5 wrote it
        lora=dict(target_modules=ALL_LINEAR),
    ),
    "tiny-llama-range": dict(
        seed=13,
        model=(LlamaConfig, LlamaForCausalLM),
        config=dict(num_key_value_heads=2, intermediate_size=96, vocab_size=128, tie_word_embeddings=True, head_dim=16),
        rope_theta=10000.0,
        rms_norm_eps=1e-5,
        lora=dict(target_modules=["q_proj", "v_proj", "o_proj", "down_proj"], layers_to_transform=[1, 2]),
        methods=["ia3"],  # over a LoRA on the same down_proj
    ),
    "tiny-qwen2": dict(
        seed=14,
        model=(Qwen2Config, Qwen2ForCausalLM),
        config=dict(num_key_value_heads=2, intermediate_size=96, vocab_size=128, tie_word_embeddings=True),
        rope_theta=1000000.0,
        rms_norm_eps=1e-6,
        lora=dict(target_modules=["q_proj", "v_proj"]),
        methods=["ia3"],  # scales the biases too
    ),
    # Qwen3's head size is its own, not hidden size / heads.
    "tiny-qwen3": dict(
        seed=15,
        model=(Qwen3Config, Qwen3ForCausalLM),
        config=dict(num_key_value_heads=2, intermediate_size=96, vocab_size=128, tie_word_embeddings=True, head_dim=32),
        rope_theta=1000000.0,
        rms_norm_eps=1e-6,
        lora=dict(target_modules=["q_proj", "v_proj"]),
        methods=["ia3", "prompt"],
    ),
    # Sequences are longer than the window of its two local blocks.
    "tiny-gemma3": dict(
        seed=16,
        model=(Gemma3TextConfig, Gemma3ForCausalLM),
        config=dict(
            num_key_value_heads=2,
            intermediate_size=96,
            vocab_size=128,
            tie_word_embeddings=True,
            head_dim=32,
            query_pre_attn_scalar=24,
            sliding_window=8,
            layer_types=["sliding_attention", "full_attention", "sliding_attention"],
        ),
        rope_theta=1000000.0,
        local_rope_theta=10000.0,
        rms_norm_eps=1e-6,
        lora=dict(target_modules=ALL_LINEAR),
        methods=["ia3", "prompt"],
    ),
}

METHODS = {
    "ia3": dict(seed=21, config=lambda: IA3Config(task_type="CAUSAL_LM")),
    "prompt": dict(seed=22, config=lambda: PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=VIRTUAL)),
}


def random_matrix(rows: int, columns: int, generator: torch.Generator) -> torch.Tensor:
    """[rows, columns], standard deviation about 0.2, exact in 8 bits by blocks of 32 (and multiples of it)."""
    whole = (torch.randn(rows, columns, generator=generator) * 50).round().clamp(-127, 127)
    signs = torch.randint(0, 2, (rows, columns // 32), generator=generator) * 2 - 1
    places = torch.randint(0, 32, (rows, columns // 32), generator=generator)
    starts = torch.arange(columns // 32) * 32
    whole.scatter_(1, places + starts, (signs * 127).float())
    exponents = torch.randint(-9, -7, (rows, 1), generator=generator).float()  # 2^-9 or 2^-8
    return whole * torch.exp2(exponents)


def randomise(model: torch.nn.Module, generator: torch.Generator) -> None:
    for name, parameter in model.named_parameters():
        if parameter.dim() == 2:
            value = random_matrix(*parameter.shape, generator)
        elif "norm" in name:
            middle = 1
            if isinstance(model, Gemma3ForCausalLM):  # keeps w - 1; without more from its blocks it repeats a token
                middle = 2 if "post_" in name else 0
            value = middle + 0.25 * torch.randn(parameter.shape, generator=generator)
        else:  # bias
            value = 0.3 * torch.randn(parameter.shape, generator=generator)
        parameter.data.copy_(value)


def write_tokenizer(folder: Path, vocab_size: int) -> None:
    """A byte-level BPE over printable ASCII, space and newline, with as many merges as the vocabulary has room for."""
    letters = [chr(c) for c in range(0x21, 0x7F)] + ["Ġ", "Ċ"]
    merges = "t h|h e|Ġ t|Ġ a|i n|e r|o n|r e|Ġt he|Ġ s|a t|e n|o r|Ġ w|i s|a n|Ġ o|Ġo f|e s|in g|Ġa n|Ġan d|i t|Ġ i|Ġ c|o u|Ġ m|a l|e d"
    vocab = {token: index for index, token in enumerate(SPECIAL + letters)}
    kept = []
    for merge in merges.split("|"):
        left, right = merge.split(" ")
        if len(vocab) == vocab_size:
            break
        vocab[left + right] = len(vocab)
        kept.append((left, right))
    assert len(vocab) == vocab_size, f"{len(vocab)} tokens for {vocab_size}"
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=kept))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "GPT2Tokenizer",
            "add_prefix_space": False,
            "bos_token": "<|im_start|>",
            "eos_token": "<|im_end|>",
            "pad_token": "<|im_end|>",
            "unk_token": "<|endoftext|>",
            "clean_up_tokenization_spaces": False,
            "model_max_length": 256,
            "chat_template": "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
            "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}",
        },
    )


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=None if path.name != "tokenizer_config.json" else 2) + "\n")


def random_ids(count: int, vocab_size: int, generator: torch.Generator) -> torch.Tensor:
    return torch.randint(len(SPECIAL), vocab_size, (count,), generator=generator)


def token_losses(model: torch.nn.Module, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Of ids [B, S]: -log p of the following token, [B, S-1], and the logits of the last position, [B, V]."""
    logits = model(input_ids=ids).logits[:, -ids.shape[1] :]  # virtual tokens have logits too, before the others
    log_p = torch.log_softmax(logits.float(), dim=-1)
    return -log_p[:, :-1].gather(2, ids[:, 1:, None])[..., 0], logits[:, -1].detach().contiguous()


def gradients(peft: PeftModel, names: list[str]) -> dict[str, torch.Tensor]:
    """Gradients under the names PEFT's own file gives the tensors (without the adapter's name)."""
    found = {}
    for name, parameter in peft.named_parameters():
        if parameter.requires_grad:
            in_file = "prompt_embeddings" if name.startswith("prompt_encoder.") else name.replace(".default", "")
            found["grad." + in_file] = parameter.grad.clone().contiguous()
    assert sorted(found) == sorted("grad." + name for name in names)
    return found


def batch_plan(vocab_size: int, generator: torch.Generator) -> dict:
    ids = random_ids(BATCH * SEQUENCE, vocab_size, generator).view(BATCH, SEQUENCE)
    can_predict = torch.tensor([b * SEQUENCE + t for b in range(BATCH) for t in range(SEQUENCE - 1)])
    rows = can_predict[torch.randperm(len(can_predict), generator=generator)[:TARGETS]].sort().values
    targets = [{"row": int(row), "id": int(ids.view(-1)[row + 1])} for row in rows]
    return {"batch": BATCH, "sequence": SEQUENCE, "ids": ids.tolist(), "targets": targets}


def batch_golden(peft: PeftModel, names: list[str], batch: dict) -> dict[str, torch.Tensor]:
    ids = torch.tensor(batch["ids"])
    rows = torch.tensor([target["row"] for target in batch["targets"]])
    peft.zero_grad()
    losses, logits = token_losses(peft, ids)
    nll = losses[rows // SEQUENCE, rows % SEQUENCE]
    nll.mean().backward()
    golden = {"loss": nll.mean().detach().view(1), "nll": nll.detach(), "logits": logits, **gradients(peft, names)}
    with torch.no_grad(), peft.disable_adapter():
        losses, logits = token_losses(peft, ids)
        nll = losses[rows // SEQUENCE, rows % SEQUENCE]
    return golden | {"base.loss": nll.mean().view(1), "base.nll": nll, "base.logits": logits}


def packed_plan(vocab_size: int, generator: torch.Generator) -> dict:
    ids = random_ids(sum(PACKED), vocab_size, generator)
    segments, targets, positions, start = [], [], [], 0
    for length in PACKED:
        segments.append([start, start + length])
        positions += range(length)
        # The last position of a document predicts nothing; most of the others do, chosen at random.
        drawn = torch.rand(length - 1, generator=generator) < 0.7
        drawn[0] = True
        targets += [{"row": start + t, "id": int(ids[start + t + 1])} for t in range(length - 1) if drawn[t]]
        start += length
    return {
        "batch": 1,
        "sequence": start,
        "ids": [ids.tolist()],
        "segments": segments,
        "positions": [positions],
        "targets": targets,
    }


def packed_golden(peft: PeftModel, names: list[str], packed: dict) -> dict[str, torch.Tensor]:
    """Each document on its own, as if none were packed."""
    ids, segments = torch.tensor(packed["ids"][0]), packed["segments"]
    rows = {target["row"] for target in packed["targets"]}

    def run_apart() -> tuple[torch.Tensor, torch.Tensor]:
        nll, logits = [], []
        for first, last in segments:
            losses, at_end = token_losses(peft, ids[None, first:last])
            nll.append(losses[0][[t - first for t in range(first, last) if t in rows]])
            logits.append(at_end)
        return torch.cat(nll), torch.cat(logits)

    peft.zero_grad()
    nll, logits = run_apart()
    nll.mean().backward()
    golden = {"loss": nll.mean().detach().view(1), "nll": nll.detach(), "logits": logits, **gradients(peft, names)}
    with torch.no_grad(), peft.disable_adapter():
        nll, logits = run_apart()
    return golden | {"base.loss": nll.mean().view(1), "base.nll": nll, "base.logits": logits}


@torch.no_grad()
def greedy(model: torch.nn.Module, prompt: list[int], count: int) -> tuple[list[int], float]:
    """The most likely continuation, recomputed whole for each token, and the smallest lead of a winner in logits."""
    ids, lead = list(prompt), float("inf")
    for _ in range(count):
        best = model(input_ids=torch.tensor([ids])).logits[0, -1].topk(2)
        lead = min(lead, float(best.values[0] - best.values[1]))
        ids.append(int(best.indices[0]))
    return ids[len(prompt) :], lead


def greedy_golden(peft: PeftModel, vocab_size: int, generator: torch.Generator) -> dict[str, object]:
    """A prompt whose continuation neither ends early nor hangs on rounding."""
    for _ in range(200):
        prompt = random_ids(8, vocab_size, generator).tolist()
        tokens, lead = greedy(peft, prompt, 24)
        with peft.disable_adapter():
            base_tokens, base_lead = greedy(peft, prompt, 24)
        clear = min(lead, base_lead) > 0.02 and not set(tokens + base_tokens) & set(range(len(SPECIAL)))
        if clear and tokens != base_tokens and len(set(tokens)) > 6:
            return {"prompt": prompt, "tokens": tokens, "lead": lead, "baseTokens": base_tokens, "baseLead": base_lead}
    raise SystemExit("no prompt with a clear greedy continuation; change the seed")


def adapter_names(folder: Path) -> list[str]:
    return list(load_file(folder / "adapter_model.safetensors"))


def with_adapter(
    model: torch.nn.Module, config: PeftConfig, folder: Path, base: str, generator: torch.Generator
) -> PeftModel:
    """A model with a random adapter, which is saved as PEFT saves it."""
    peft = get_peft_model(model, config).eval()
    middle, deviation = {"LORA": (0, 0.15), "IA3": (1, 0.4), "PROMPT_TUNING": (0, 0.3)}[config.peft_type.value]
    for parameter in peft.parameters():
        if parameter.requires_grad:
            parameter.data.copy_(middle + deviation * torch.randn(parameter.shape, generator=generator))
    peft.peft_config["default"].base_model_name_or_path = base
    peft.save_pretrained(folder, save_embedding_layers=False)
    (folder / "README.md").unlink(missing_ok=True)
    path = folder / "adapter_config.json"  # PEFT keeps the targets in a set: any order
    settings = json.loads(path.read_text())
    for key in ["target_modules", "feedforward_modules"]:
        if key in settings:
            settings[key] = sorted(settings[key], key=ALL_LINEAR.index)
    path.write_text(json.dumps(settings, indent=2) + "\n")
    return peft


def make_method(folder: Path, method: str, model_class: type, base: str) -> None:
    """Another method's adapter on the same batches, and the same adapter on top of the fixture's LoRA."""
    generator = torch.Generator().manual_seed(METHODS[method]["seed"])
    batch, packed = (json.loads((folder / name).read_text()) for name in ["batch.json", "packed.json"])
    own = folder / method
    for lora in [False, True]:
        model = model_class.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
        if lora:
            model = PeftModel.from_pretrained(model, folder / "adapter").merge_and_unload()
            peft = get_peft_model(model, METHODS[method]["config"]()).eval()
            set_peft_model_state_dict(peft, load_file(own / "adapter" / "adapter_model.safetensors"))
        else:
            peft = with_adapter(model, METHODS[method]["config"](), own / "adapter", base, generator)
        names = adapter_names(own / "adapter")
        suffix = "-over-lora" if lora else ""
        save_file(batch_golden(peft, names, batch), own / f"golden{suffix}.safetensors")
        save_file(packed_golden(peft, names, packed), own / f"golden-packed{suffix}.safetensors")


def make(name: str, out: Path) -> None:
    plan = FIXTURES[name]
    folder = out / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    generator = torch.Generator().manual_seed(plan["seed"])
    torch.manual_seed(plan["seed"])
    config_class, model_class = plan["model"]
    rope = {"rope_type": "default", "rope_theta": plan["rope_theta"]}
    if "local_rope_theta" in plan:
        local = {"rope_type": "default", "rope_theta": plan["local_rope_theta"]}
        rope = {"full_attention": rope, "sliding_attention": local}
    config = config_class(**COMMON, **plan["config"], rms_norm_eps=plan["rms_norm_eps"], rope_parameters=rope)
    model = model_class(config).float().eval()
    randomise(model, generator)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if plan.get("old_rope"):
        path = folder / "config.json"
        settings = json.loads(path.read_text())
        settings["rope_theta"] = settings.pop("rope_parameters")["rope_theta"]
        path.write_text(json.dumps(settings, indent=2) + "\n")
    vocab_size = plan["config"]["vocab_size"]
    write_tokenizer(folder, vocab_size)

    # Read back from the files, so that what is measured is what was written.
    model = model_class.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    assert model.config.rope_parameters == rope
    lora = LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, bias="none", task_type="CAUSAL_LM", **plan["lora"])
    peft = with_adapter(model, lora, folder / "adapter", f"ownhand/{name}", generator)
    names = adapter_names(folder / "adapter")
    batch, packed = batch_plan(vocab_size, generator), packed_plan(vocab_size, generator)
    golden = batch_golden(peft, names, batch)
    write_json(folder / "batch.json", batch)
    write_json(folder / "packed.json", packed)
    save_file(golden, folder / "golden.safetensors")
    save_file(packed_golden(peft, names, packed), folder / "golden-packed.safetensors")
    write_json(folder / "greedy.json", greedy_golden(peft, vocab_size, generator))
    for method in plan.get("methods", []):
        make_method(folder, method, model_class, f"ownhand/{name}")
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    smallest = min(float(tensor.abs().max()) for key, tensor in golden.items() if key.startswith("grad."))
    print(
        f"{name}: loss {golden['loss'].item():.6f} (base {golden['base.loss'].item():.6f}), {len(names)} LoRA tensors, "
        f"smallest max gradient {smallest:.2e}, {size // 1024} KB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "fixtures")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(FIXTURES)}; all when none is given")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for name in arguments.names or FIXTURES:
        make(name, arguments.out)


if __name__ == "__main__":
    main()
