"""The whole recipe in one command, from the teacher's files to the GGUF file that ships.

    python recipe.py --work FOLDER --teacher SmolLM2-135M-Instruct.Q4_1.gguf --tokenizer FOLDER \\
        --posts others.jsonl --repositories FOLDER [--minutes 9] [-- OPTIONS OF distill.py]

Every step leaves its result in `--work` and is passed over where that is there already, so the command can be broken
off and given again until it says "done". `--minutes` bounds one call's distillation. What a step does, and its
options, are in the script of its name.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import torch

HERE = Path(__file__).parent
# What `student.py choose` leaves, two layers a round (README.md, "Which layers").
KEEP = "0,1,2,8,9,11,21,22,24,27,28,29"


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, help=".gguf file, or Hugging Face folder")
    parser.add_argument("--tokenizer", type=Path, help="folder of the whole tokenizer.json")
    parser.add_argument("--posts", type=Path)
    parser.add_argument("--repositories", type=Path)
    parser.add_argument("--limit-mb", type=float, default=24)
    parser.add_argument("--keep", default=KEEP, help="layers of the teacher, counted from 0")
    parser.add_argument("--generate-minutes", type=float, default=2.0 if torch.cuda.is_available() else 0.0)
    parser.add_argument("--minutes", type=float, help="of this call's distillation")
    parser.add_argument("--format", default="Q4_0")
    # Twelve layers leave no room for more bits.
    parser.add_argument("--embedding-format", default="Q5_0")
    parser.add_argument("distil", nargs="*", metavar="-- OPTIONS", help="more options of distill.py")
    return parser.parse_args()


def step(out: Path, script: str, *words: object) -> None:
    """Runs a script where its result is not there yet."""
    if not out.exists():
        call(script, *words)


def call(script: str, *words: object) -> None:
    began = time.monotonic()
    print(f"→ {script}", flush=True)
    subprocess.run([sys.executable, str(HERE / script), *(str(word) for word in words)], check=True)
    print(f"← {script}: {time.monotonic() - began:.0f} s", flush=True)


def main() -> None:
    options = parse()
    work = options.work
    names = ("tokenizer", "teacher", "cut", "data", "start", "run")
    short, teacher, short_teacher, data, start, run = (work / name for name in names)
    step(short / "tokenizer.json", "tokenizer.py", options.tokenizer, short, *texts(options.posts))
    step(teacher / "model.safetensors", "teacher.py", options.teacher, options.tokenizer, teacher)
    step(short_teacher / "model.safetensors", "teacher.py", options.teacher, short, short_teacher)
    words = ["--tokenizer", options.tokenizer, "--out", data, "--limit-mb", options.limit_mb]
    for name in ("posts", "repositories"):
        if getattr(options, name):
            words += [f"--{name}", getattr(options, name)]
    step(data / "sources.json", "data.py", *words)
    if options.generate_minutes:
        words = ["--teacher", teacher, "--data", data, "--minutes", options.generate_minutes]
        step(data / "generated.bin", "generate.py", *words)
    step(start / "model.safetensors", "student.py", "build", short_teacher, start, "--keep", options.keep)
    formats = ["--format", options.format, "--embedding-format", options.embedding_format]
    words = ["--teacher", teacher, "--student", start, "--data", data, "--out", run, *formats, *options.distil]
    if options.minutes:
        words += ["--minutes", options.minutes]
    step(run / "student" / "model.safetensors", "distill.py", *words)
    if not (run / "student").exists():
        print("Not done: give the same command again.")
        return
    step(work / "box.gguf", "export.py", run / "student", work / "box.gguf", *formats)
    where = ["--texts", data / "heldout.jsonl", "--bytes", 60_000]
    call("measure.py", "--models", teacher, short_teacher, run / "student", *where)
    call("measure.py", "--models", run / "student", *where, *formats)
    print(json.dumps({"done": str(work / "box.gguf"), "bytes": (work / "box.gguf").stat().st_size}))


def texts(posts: Path | None) -> list[object]:
    return ["--texts", posts] if posts else []


if __name__ == "__main__":
    main()
