"""Bits per byte of texts, so that models with different tokenizers can be compared.

    python measure.py --models FOLDER… --texts FILE… [--bytes 4000]

bits per byte = Σ −log2 p(token) / UTF-8 bytes of the text. A text is read from <|endoftext|> on, in one window; the
mean is over all bytes of a file. Each model reads with the tokenizer of its folder. Texts are .jsonl files with a
field `text`; these are for measuring only, whoever wrote them.
"""

import argparse
import json
import math
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional as F

from data import START
from llama import Llama, load
from quantize import FORMATS


@torch.no_grad()
def bits(model: Llama, tokenizer: Tokenizer, texts: list[str], device: str = "cpu") -> tuple[float, int, int]:
    """Bits of all texts, their tokens and their bytes."""
    total, tokens, size = 0.0, 0, 0
    for text in texts:
        ids = tokenizer.encode(START + text, add_special_tokens=False).ids
        row = torch.tensor([ids], device=device)
        logits = model(row[:, :-1]).float()
        total += F.cross_entropy(logits[0], row[0, 1:], reduction="sum").item() / math.log(2)
        tokens += len(ids) - 1
        size += len(text.encode())
    return total, tokens, size


def excerpts(file: Path, size: int, each: int) -> list[str]:
    """The beginnings, `each` characters long, of the file's last posts, of about `size` bytes together."""
    lines = file.read_text(encoding="utf-8").splitlines()
    found, seen = [], 0
    for line in reversed(lines):
        text = json.loads(line)["text"][:each]
        found.append(text)
        seen += len(text.encode())
        if seen >= size:
            break
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", type=Path, required=True, help="folders, each with its tokenizer")
    parser.add_argument("--texts", nargs="+", type=Path, required=True)
    parser.add_argument("--bytes", type=int, default=4000, help="of a file")
    parser.add_argument("--each", type=int, default=2000, help="characters of a post")
    parser.add_argument("--format", choices=FORMATS, help="measure with matrices rounded so")
    parser.add_argument("--embedding-format", choices=FORMATS)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    texts = {file.stem: excerpts(file, options.bytes, options.each) for file in options.texts}

    def report(name: str, model: Llama, tokenizer: Tokenizer) -> None:
        model.to(options.device).see(options.format, options.embedding_format)
        found = {file: bits(model, tokenizer, some, options.device) for file, some in texts.items()}
        total, tokens, size = (sum(column) for column in zip(*found.values()))
        line = {"model": name, "rounded": options.format, "bits_per_byte": total / size}
        line |= {"tokens_per_byte": tokens / size, "bytes": size}
        line["files"] = {file: round(each / count, 4) for file, (each, _, count) in found.items()}
        print(json.dumps(line), flush=True)

    for folder in options.models:
        report(folder.name, load(folder), Tokenizer.from_file(str(folder / "tokenizer.json")))


if __name__ == "__main__":
    main()
