"""Packs prose into shards of token ids, a shard a source, and writes down where each came from.

    python data.py --tokenizer FOLDER --posts others.jsonl --repositories FOLDER --out FOLDER [--limit-mb 24]

A shard is a plain file of little-endian uint16 ids of the whole tokenizer (49,152), the documents one after the other,
each begun by <|endoftext|>, as the teacher was trained. One document in a hundred, by the hash of its text, goes into
`heldout.jsonl` instead. `sources.json` beside the shards says for each its licence, its attribution, the
commit, and how much there is.

Texts of the authors on whom Ownhand is evaluated are never a source: a path that holds "authors" is refused.
"""

import argparse
import fnmatch
import hashlib
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

START = "<|endoftext|>"
HELD_OUT_ONE_IN = 100
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
COMMENT = re.compile(r"<!--.*?-->", re.S)
HEAD_OF_BOOK = re.compile(r"\A# Title: (.*)\n(?:\s|## (?:Author|Year|Translat).*\n|-{3,}\n)*")


def posts(file: Path) -> Iterator[str]:
    """Documents of a .jsonl with `title` and `text`."""
    if "authors" in file.resolve().parts:
        raise ValueError("Evaluated authors are for measuring only.")
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            post = json.loads(line)
            yield f"# {post['title']}\n\n{post['text'].strip()}\n"


def repository(source: dict, root: Path) -> Iterator[str]:
    """Documents of a repository at its commit: `root/OWNER+NAME`, bare or not, is cloned where it is not there."""
    folder = root / source["repository"].replace("/", "+")
    inner = folder / "repo"
    folder = inner if inner.exists() else folder
    if not folder.exists():
        url = f"https://github.com/{source['repository']}.git"
        subprocess.run(["git", "clone", "--bare", "--quiet", url, str(folder)], check=True)

    def git(*words: str) -> bytes:
        return subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True).stdout

    names = git("ls-tree", "-r", "-z", "--name-only", source["commit"]).decode().split("\0")
    for name in sorted(filter(None, names)):
        wanted = any(fnmatch.fnmatch(name, pattern) for pattern in source["include"])
        if wanted and not any(fnmatch.fnmatch(name, pattern) for pattern in source["exclude"]):
            try:
                yield cleaned(git("show", f"{source['commit']}:{name}").decode("utf-8", "replace"))
            except subprocess.CalledProcessError:
                # A mirror may lack its largest files; what is there is what `sources.json` counts.
                print(json.dumps({"source": source["name"], "absent": name}), flush=True)


def cleaned(text: str) -> str:
    """Markdown without front matter, comments and a book's catalogue lines."""
    text = FRONT_MATTER.sub("", text.replace("\r\n", "\n"))
    text = COMMENT.sub("", HEAD_OF_BOOK.sub(r"# \1\n\n", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def is_held_out(text: str) -> bool:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % HELD_OUT_ONE_IN == 0


def spread(documents: list[str], limit: int | None) -> list[str]:
    """Documents of at most `limit` bytes in all; where there are more, the front of each in equal measure."""
    total = sum(len(text.encode()) for text in documents)
    if limit is None or total <= limit:
        return documents
    part = limit / total
    # The beginnings of many books rather than a few whole ones: more kinds of prose.
    return [text[: max(2000, int(len(text) * part))] for text in documents]


def pack(tokenizer: Tokenizer, documents: list[str], out: Path) -> int:
    """Writes a shard and returns its number of tokens."""
    start = tokenizer.token_to_id(START)
    count = 0
    with out.open("wb") as file:
        for encoded in batches(tokenizer, documents):
            ids = np.array([start, *encoded], dtype="<u2")
            file.write(ids.tobytes())
            count += len(ids)
    return count


def batches(tokenizer: Tokenizer, documents: list[str]) -> Iterator[list[int]]:
    for at in range(0, len(documents), 64):
        for encoded in tokenizer.encode_batch(documents[at : at + 64], add_special_tokens=False):
            yield encoded.ids


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--posts", type=Path, help="others.jsonl")
    parser.add_argument("--repositories", type=Path, help="folder of clones, OWNER+NAME")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit-mb", type=float, help="megabytes of text of a source at most")
    parser.add_argument("--sources", type=Path, default=Path(__file__).with_name("sources.json"))
    options = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(options.tokenizer / "tokenizer.json"))
    options.out.mkdir(parents=True, exist_ok=True)
    limit = None if options.limit_mb is None else int(options.limit_mb * 1e6)
    record, held_out = [], []
    for source in json.loads(options.sources.read_text()):
        if source["kind"] == "posts" and options.posts:
            found = list(posts(options.posts))
        elif source["kind"] == "git" and options.repositories:
            found = list(repository(source, options.repositories))
        else:
            continue
        held = [text for text in found if is_held_out(text)]
        held_out += [{"source": source["name"], "text": text} for text in held]
        kept = spread([text for text in found if not is_held_out(text)], limit)
        tokens = pack(tokenizer, kept, options.out / f"{source['name']}.bin")
        sizes = {"documents": len(kept), "bytes": sum(len(text.encode()) for text in kept), "tokens": tokens}
        record.append({**source, **sizes, "held_out": len(held)})
        print(json.dumps({"source": source["name"], **sizes, "held_out": len(held)}), flush=True)
    with (options.out / "heldout.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in held_out)
    (options.out / "sources.json").write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
