"""A program that is measured, in a process and with packages of its own: `python worker.py NAME FOLDER`.

It imports nothing of ours, since a peer's environment has none of it. FOLDER holds `model`, the encoder that all share,
`reader`, a model of its size that marks answers, and `job.json`. Each line asks for a work, each reply gives its times.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TextIO

TOP_K, READ = 20, 5
"""Passages that a search gives, and those of them that are read."""

_BATCH = 32
_SAMPLES = 100


class MeasuredEngine(Protocol):
    """What is measured. Its other methods, each of one argument, are the works that it can be asked for."""

    def embed(self, texts: Sequence[str]) -> object:
        """The vectors of the passages."""


class Txtai:
    """txtai's index in memory, its search by vectors, and its pipeline of questions."""

    def __init__(self, folder: Path, job: Mapping[str, Any]) -> None:
        from txtai import Embeddings
        from txtai.pipeline import Questions

        config = {"path": str(folder / "model"), "method": "sentence-transformers", "content": True, "gpu": False}
        self._index = Embeddings(config | {"instructions": {"query": job["query"], "data": job["passage"]}})
        self._index.index(list(enumerate(job["passages"])))
        self._questions = Questions(str(folder / "reader"), gpu=False)

    def embed(self, texts: Sequence[str]) -> object:
        return self._index.batchtransform(texts, category="data")

    def search(self, question: str) -> list[str]:
        return [each["text"] for each in self._index.search(question, TOP_K)]

    def answer(self, question: str) -> object:
        contexts = self.search(question)[:READ]
        return self._questions([question] * len(contexts), contexts)


class Haystack:
    """Haystack's store in memory, its retriever by vectors, and its extractive reader."""

    def __init__(self, folder: Path, job: Mapping[str, Any]) -> None:
        from haystack import Document
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders import sentence_transformers as embedders
        from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

        model, self._document = str(folder / "model"), Document
        self._passages = embedders.SentenceTransformersDocumentEmbedder(
            model=model, prefix=job["passage"], progress_bar=False
        )
        self._query = embedders.SentenceTransformersTextEmbedder(model=model, prefix=job["query"], progress_bar=False)
        self._reader = TransformersExtractiveReader(model=str(folder / "reader"), top_k=1, no_answer=False)
        for each in (self._passages, self._query, self._reader):
            each.warm_up()
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(self.embed(job["passages"]))
        self._retriever = InMemoryEmbeddingRetriever(document_store=store, top_k=TOP_K)

    def embed(self, texts: Sequence[str]) -> Any:
        return self._passages.run([self._document(content=text) for text in texts])["documents"]

    def search(self, question: str) -> list[str]:
        return [each.content for each in self._found(question)]

    def answer(self, question: str) -> object:
        return self._reader.run(query=question, documents=self._found(question)[:READ])

    def _found(self, question: str) -> Any:
        return self._retriever.run(self._query.run(question)["embedding"])["documents"]


class LlamaIndex:
    """LlamaIndex with FAISS. It has no reader that marks answers."""

    def __init__(self, folder: Path, job: Mapping[str, Any]) -> None:
        import faiss
        from llama_index.core import StorageContext, VectorStoreIndex
        from llama_index.core.schema import TextNode
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
        from llama_index.vector_stores.faiss import FaissVectorStore

        prompts = {"query_instruction": job["query"], "text_instruction": job["passage"]}
        self._model = HuggingFaceEmbedding(str(folder / "model"), device="cpu", embed_batch_size=_BATCH, **prompts)
        store = FaissVectorStore(faiss.IndexFlatIP(len(self._model.get_query_embedding("?"))))
        index = VectorStoreIndex(
            [TextNode(text=text) for text in job["passages"]],
            storage_context=StorageContext.from_defaults(vector_store=store),
            embed_model=self._model,
        )
        self._retriever = index.as_retriever(similarity_top_k=TOP_K)

    def embed(self, texts: Sequence[str]) -> object:
        return self._model.get_text_embedding_batch(list(texts))

    def search(self, question: str) -> list[str]:
        return [each.node.get_content() for each in self._retriever.retrieve(question)]


class OpenVino:
    """The encoder as OpenVINO runs it: in bfloat16 where the processor has it, else in float32."""

    _name = "openvino.xml"

    def __init__(self, folder: Path, job: Mapping[str, Any]) -> None:
        import openvino
        from transformers import AutoTokenizer

        core, self._passage = openvino.Core(), job["passage"]
        self._tokenizer = AutoTokenizer.from_pretrained(folder / "model")
        path = folder / "openvino" / self._name
        if not path.exists():
            self._write(folder / "model", path, job["passages"])
        has = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        precision = {"INFERENCE_PRECISION_HINT": "bf16" if "BF16" in has else "f32"}
        self._compiled = core.compile_model(path, "CPU", precision | {"PERFORMANCE_HINT": "THROUGHPUT"})
        self._requests = openvino.AsyncInferQueue(self._compiled)

    def embed(self, texts: Sequence[str]) -> object:
        """Each text alone, the longest first, so that nothing is padded and each core has one of its own."""
        rows = self._tokenizer([self._passage + text for text in texts], truncation=True, max_length=512)["input_ids"]
        found: dict[int, Any] = {}
        self._requests.set_callback(lambda request, at: found.update({at: request.get_output_tensor(0).data.mean(1)}))
        for at in sorted(range(len(rows)), key=lambda at: -len(rows[at])):
            self._requests.start_async(_fed(rows[at]), at)
        self._requests.wait_all()
        return [found[at] / (found[at] ** 2).sum() ** 0.5 for at in range(len(rows))]

    def _write(self, source: Path, path: Path, passages: Sequence[str]) -> None:
        import openvino

        openvino.save_model(self._converted(source, passages), path)

    def _converted(self, source: Path, passages: Sequence[str]) -> Any:
        import openvino
        import torch
        from transformers import AutoModel

        fed = {key: torch.from_numpy(value) for key, value in _fed(list(range(4, 20))).items()}
        model = AutoModel.from_pretrained(source, add_pooling_layer=False).eval()
        return openvino.convert_model(model, example_input=fed)


class OpenVinoInt8(OpenVino):
    """The same with weights and activations in 8 bits, ranges by a hundred passages."""

    _name = "openvino-int8.xml"

    def _converted(self, source: Path, passages: Sequence[str]) -> Any:
        import nncf

        rows = self._tokenizer([self._passage + each for each in passages[:_SAMPLES]], truncation=True, max_length=512)
        seen = nncf.Dataset(rows["input_ids"], _fed)
        return nncf.quantize(super()._converted(source, passages), seen, model_type=nncf.ModelType.TRANSFORMER)


ENGINES: dict[str, Callable[[Path, Mapping[str, Any]], MeasuredEngine]] = {
    "txtai": Txtai,
    "haystack": Haystack,
    "llama-index": LlamaIndex,
    "openvino": OpenVino,
    "openvino-int8": OpenVinoInt8,
}


def _fed(tokens: Sequence[int]) -> dict[str, Any]:
    import numpy as np

    row = np.asarray([tokens], np.int64)
    return {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}


def serve_works(engine: MeasuredEngine, requests: Iterable[str], replies: TextIO) -> None:
    """Do what each line asks, `{"do": work, "over": [argument, ...]}`; the first reply tells that the engine is open.

    A reply has for each argument seconds by the clock and of the processors, and the bytes of memory at most so far."""
    for line in itertools.chain(['{"do": "", "over": []}'], requests):
        wanted = json.loads(line)
        seconds = [_timed(getattr(engine, wanted["do"]), each) for each in wanted["over"]]
        replies.write(json.dumps({"seconds": seconds, "peak_bytes": _peak()}) + "\n")
        replies.flush()


def _timed(work: Callable[[Any], object], argument: Any) -> tuple[float, float]:
    started, used = time.perf_counter(), time.process_time()
    work(argument)
    return time.perf_counter() - started, time.process_time() - used


def _peak() -> int:
    """Of this process alone: what `getrusage` tells has its starter's in it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (line,) = (each for each in status.read_text(encoding="ascii").splitlines() if each.startswith("VmHWM"))
    return 1024 * int(line.split()[1])


def run_engine(engine: Callable[[Path, Mapping[str, Any]], MeasuredEngine], folder: Path) -> None:
    """Open an engine and serve it; what libraries print goes to standard error."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as replies:
        os.dup2(2, 1)
        job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        serve_works(engine(folder, job), sys.stdin, replies)


if __name__ == "__main__":
    run_engine(ENGINES[sys.argv[1]], Path(sys.argv[2]))
