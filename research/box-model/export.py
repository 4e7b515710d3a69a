"""Writes a student as one GGUF file, 4 bits a weight, with its tokenizer: what ships, and what `ownhand model add` reads.

    python export.py STUDENT_FOLDER OUT.gguf [--format Q4_0] [--embedding-format Q8_0]

Keys and names are those of gguf-py (constants.py), so llama.cpp reads the file too. Ownhand's import turns every
matrix into its own layout of 8 bits a weight with a scale for 64 columns (src/core/model/quantize.ts), whatever the
file has: 4 bits save room in the repository, not in memory. The folder itself, in float16, can be imported as well.
"""

import argparse
import json
from pathlib import Path

import gguf
import numpy as np

from llama import Config, load
from quantize import FORMATS
from teacher import BLOCK, TOP, halves_to_paired

NAME = "Ownhand box model"
PRE_TOKENIZER = "smollm"
LIMIT = 32_000_000


def name_in_gguf(name: str) -> str:
    """The inverse of `name_in_folder`."""
    stem, kind = name.rsplit(".", 1)
    if not stem.startswith("layers."):
        return f"{next(key for key, value in TOP.items() if value == stem)}.{kind}"
    _, number, module = stem.split(".", 2)
    return f"blk.{number}.{next(key for key, value in BLOCK.items() if value == module)}.{kind}"


def add_config(writer: gguf.GGUFWriter, config: Config) -> None:
    writer.add_name(NAME)
    writer.add_license("apache-2.0")
    writer.add_description("A student of SmolLM2-135M-Instruct (HuggingFaceTB, Apache-2.0) with fewer layers and tokens")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_rope_freq_base(config.rope_theta)
    writer.add_rope_dimension_count(config.head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)


def add_tokenizer(writer: gguf.GGUFWriter, folder: Path) -> None:
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    chat = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    vocab = tokenizer["model"]["vocab"]
    special = {token["id"] for token in tokenizer["added_tokens"]}
    tokens = sorted(vocab, key=vocab.get)
    kinds = [gguf.TokenType.CONTROL if id in special else gguf.TokenType.NORMAL for id in range(len(tokens))]
    pairs = tokenizer["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(PRE_TOKENIZER)
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([pair if isinstance(pair, str) else " ".join(pair) for pair in pairs])
    writer.add_bos_token_id(vocab[chat["bos_token"]])
    writer.add_eos_token_id(vocab[chat["eos_token"]])
    writer.add_unk_token_id(vocab[chat["unk_token"]])
    writer.add_pad_token_id(vocab[chat["pad_token"]])
    writer.add_add_bos_token(False)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(chat["chat_template"])


def write(folder: Path, out: Path, format: str, embedding_format: str) -> None:
    model = load(folder)
    heads = {"q_proj": model.config.num_attention_heads, "k_proj": model.config.num_key_value_heads}
    writer = gguf.GGUFWriter(out, "llama")
    add_config(writer, model.config)
    add_tokenizer(writer, folder)
    for name, value in model.state_dict().items():
        values = value.numpy()
        for part, count in heads.items():
            if part in name:
                values = halves_to_paired(values, count)
        if values.ndim == 1:
            writer.add_tensor(name_in_gguf(name), values)
            continue
        kind = gguf.GGMLQuantizationType[embedding_format if name.startswith("embed_tokens") else format]
        writer.add_tensor(name_in_gguf(name), gguf.quants.quantize(np.ascontiguousarray(values), kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("student", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--format", choices=FORMATS, default="Q4_0")
    parser.add_argument("--embedding-format", choices=FORMATS, default="Q8_0")
    options = parser.parse_args()
    write(options.student, options.out, options.format, options.embedding_format)
    size = options.out.stat().st_size
    print(json.dumps({"file": options.out.name, "bytes": size, "fits": size <= LIMIT}))


if __name__ == "__main__":
    main()
