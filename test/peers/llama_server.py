"""llama.cpp's own OpenAI-compatible server, with a LoRA in GGUF on a model.

    python llama_server.py MODEL.gguf LORA.gguf
    python llama_server.py --check      # only tells whether the package is there

Needs the package xllamacpp. Prints its address on the first line and serves until standard input ends.
"""

import sys

import xllamacpp

if sys.argv[1] != "--check":
    parameters = xllamacpp.CommonParams()
    parameters.model.path = sys.argv[1]
    parameters.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(sys.argv[2], 1.0)]
    parameters.port = 0
    parameters.n_ctx = 1024
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 2
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.read()
