"""Cuts the tokenizer to its first merges, and proves that what is left is a prefix of the whole.

    python tokenizer.py SOURCE_FOLDER OUT_FOLDER [--merges 16000]

In SmolLM2's tokenizer.json ids 0 to 16 are the special tokens, 17 to 251 the bytes that occur in UTF-8 text, and
252 + n is what merge n makes. So the first 252 + n rows of the embedding belong to the first n merges, and a model
that reads the shorter vocabulary needs no new rows.
"""

import argparse
import json
from pathlib import Path

from tokenizers import Tokenizer

MERGES = 16_000


def cut(tokenizer: dict, merges: int) -> dict:
    """The content of tokenizer.json with only its first merges. Raises ValueError where ids do not follow merges."""
    model = tokenizer["model"]
    pairs = [pair.split(" ") if isinstance(pair, str) else pair for pair in model["merges"]]
    first = len(model["vocab"]) - len(pairs)
    for number, pair in enumerate(pairs):
        if model["vocab"]["".join(pair)] != first + number:
            raise ValueError(f"Merge {number} makes the token {model['vocab'][''.join(pair)]}, not {first + number}.")
    beyond = [token["content"] for token in tokenizer["added_tokens"] if token["id"] >= first]
    if beyond:
        raise ValueError(f"Special tokens lie among or behind the merged ones: {beyond}.")
    size = first + merges
    vocab = {text: id for text, id in model["vocab"].items() if id < size}
    if sorted(vocab.values()) != list(range(size)):
        raise ValueError("The vocabulary has gaps.")
    return {**tokenizer, "model": {**model, "vocab": vocab, "merges": model["merges"][:merges]}}


def pieces(tokenizer: dict, rows: int) -> list[list[int]]:
    """For every id of the whole tokenizer, the ids below `rows` that the short one writes in its place.

    Merges are taken in their order, and a pair that holds a later token is a later merge. So what the short tokenizer
    leaves is the state of the whole one on its way, and undoing the later merges of a token gives its pieces,
    whatever stands around it.
    """
    merges = [pair.split(" ") if isinstance(pair, str) else pair for pair in tokenizer["model"]["merges"]]
    vocab = tokenizer["model"]["vocab"]
    first = len(vocab) - len(merges)
    out = [[id] for id in range(rows)]
    for left, right in merges[rows - first :]:
        out.append(out[vocab[left]] + out[vocab[right]])
    return out


def size_of(tokenizer: dict) -> int:
    return len(tokenizer["model"]["vocab"])


def verify(whole: Tokenizer, short: Tokenizer, split: list[list[int]], texts: list[str]) -> dict:
    """Round trips, shared ids and lengths on texts.

    Every id of the short one must name the same token in the whole one, every text must come back as it was, and the
    ids of the whole one, taken to `split` pieces, must be those of the short one.
    Returns tokens per UTF-8 byte of both. Raises ValueError where something does not hold.
    """
    size = short.get_vocab_size()
    names = whole.get_vocab()
    if any(names[text] != id for text, id in short.get_vocab().items()):
        raise ValueError("A token has another id than in the whole tokenizer.")
    counts = {"bytes": 0, "whole": 0, "short": 0}
    for text in texts:
        ids = short.encode(text, add_special_tokens=False).ids
        if short.decode(ids, skip_special_tokens=False) != text or any(id >= size for id in ids):
            raise ValueError(f"This text does not come back: {text[:80]!r}")
        if whole.decode(ids, skip_special_tokens=False) != text:
            raise ValueError(f"The whole tokenizer reads other text in the ids of: {text[:80]!r}")
        counts["bytes"] += len(text.encode())
        long = whole.encode(text, add_special_tokens=False).ids
        if [piece for id in long for piece in split[id]] != ids:
            raise ValueError(f"The pieces of the whole tokenizer's ids are others in: {text[:80]!r}")
        counts["whole"] += len(long)
        counts["short"] += len(ids)
    return {
        "texts": len(texts),
        **counts,
        "tokens_per_byte": {"whole": counts["whole"] / counts["bytes"], "short": counts["short"] / counts["bytes"]},
        "longer_by": counts["short"] / counts["whole"] - 1,
    }


CHAT = "<|im_start|>user\nHello there<|im_end|>\n<|im_start|>assistant\n"


def check_chat(whole: Tokenizer, short: Tokenizer) -> None:
    """The marks of a conversation are still single tokens with their old ids."""
    marks = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
    if any(short.token_to_id(mark) != whole.token_to_id(mark) for mark in marks):
        raise ValueError("A mark of the chat format has changed its id.")
    ids = short.encode(CHAT).ids
    if ids.count(short.token_to_id("<|im_start|>")) != 2 or short.decode(ids, skip_special_tokens=False) != CHAT:
        raise ValueError("A conversation does not come back.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="folder or file of the whole tokenizer.json")
    parser.add_argument("out", type=Path)
    parser.add_argument("--merges", type=int, default=MERGES)
    parser.add_argument("--texts", type=Path, help=".jsonl with a field `text`, to verify on")
    parser.add_argument("--limit", type=int, default=300, help="texts to verify on")
    options = parser.parse_args()
    file = options.source / "tokenizer.json" if options.source.is_dir() else options.source
    whole = json.loads(file.read_text(encoding="utf-8"))
    short = cut(whole, options.merges)
    content = json.dumps(short, ensure_ascii=False)
    pair = Tokenizer.from_file(str(file)), Tokenizer.from_str(content)
    check_chat(*pair)
    report = {"merges": options.merges, "rows": size_of(short)}
    if options.texts:
        lines = options.texts.read_text(encoding="utf-8").splitlines()[: options.limit]
        report |= verify(*pair, pieces(whole, size_of(short)), [json.loads(line)["text"] for line in lines])
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "tokenizer.json").write_text(content, encoding="utf-8")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
