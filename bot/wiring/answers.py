"""The composition root: settings to ready parts. Nothing else names the concrete classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.administration.publishing.shelf_state import is_indexed, remember
from bot.answering.answerer import Answerer
from bot.answering.calendar.finder import CalendarFinder
from bot.answering.changing.related import ComparedStatements, Relating
from bot.answering.choosing.calibration import JOINT, read_calibration, shipped_calibration
from bot.answering.choosing.extraction import Extractor
from bot.answering.choosing.heuristic import HeuristicExtractor
from bot.answering.choosing.joint import JointExtractor, Reader
from bot.answering.listing.finder import Lister
from bot.answering.remembered import RememberedAnswers
from bot.answering.timeline_finder import TimelineFinder
from bot.errors import SettingError
from bot.settings import SHIPPED_BULLETINS, Settings, Store, in_checkout
from bot.wiring.history import open_history
from bot.wiring.passages import index_folder, index_place
from bot.wiring.searching import Searching, TracedReader
from bot.wiring.shelf_files import shelf_files
from corpus.language.detection import detect_language
from corpus.shelf.faults import Fault
from corpus.shelf.library import Library
from corpus.storage import copy_once
from index.encoder.model_cache import open_encoder
from index.encoder.packaged.question_encoder import questions_of
from index.encoder.packaged.trained_weights import SHIPPED
from index.encoder.protocol import Encoder
from index.reader.model import prepare_comparer, prepare_reader
from index.reader.onnx_comparer import OnnxComparer
from index.reader.onnx_reader import OnnxReader
from index.retriever import Retriever
from index.snapshot.build import REVISION, BuildReport, build, is_stale, upgrade
from index.snapshot.opened import parsed_bulletins
from index.snapshot.place import SnapshotPlace
from index.types import Hit, StepProgress

if TYPE_CHECKING:
    from bot.writer.endpoint import Endpoint
    from bot.writer.phrasing import Writer
    from corpus.web.crawler import Crawler


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers: the retriever alone; over it the answerer, its memory, the timeline, the lists and the calendar;
    what was left out of a build just made; and what phrases the answers, where the settings name an endpoint."""

    retriever: Retriever
    answerer: Answerer
    remembered: RememberedAnswers
    timeline: TimelineFinder
    lister: Lister
    calendar: CalendarFinder
    faults: tuple[Fault, ...] = ()
    writer: Writer | None = None

    def search(self, query: str, top_k: int) -> Sequence[Hit]:
        """The retriever alone, told the question's language as the answerer tells it."""
        return self.retriever.search(query, top_k, detect_language(query).value)


@dataclass(frozen=True, slots=True)
class Models:
    """What all shelves share: what embeds, reads, compares, and phrases answers where the settings name an endpoint.

    `judge` tells which passages answer: the reader itself, or another cross-encoder over the reader's spans.
    """

    encoder: Encoder
    reader: OnnxReader | None
    judge: Reader | None
    comparer: OnnxComparer | None
    writer: Writer | None


@dataclass(frozen=True, slots=True)
class Reindexed:
    """What a build did, and the files of the shelf that it left out or warns of."""

    report: BuildReport
    faults: tuple[Fault, ...]


def open_library(settings: Settings) -> Library:
    """The shelf. An installed copy starts with the shipped bulletins in a folder that an upgrade does not touch."""
    if settings.bulletins == settings.data / "bulletins" and not in_checkout():
        copy_once(SHIPPED_BULLETINS, settings.bulletins, "*.md")
    files, parsed = shelf_files(settings), cache(partial(parsed_bulletins, index_folder(settings), REVISION))
    return Library(files.bulletins, parsed=parsed, turns=files.turns)


def open_crawler(settings: Settings, *, allow_private: bool = False) -> Crawler:
    """What fetches pages, from the own network too where the settings or the person say so."""
    # Only adding fetches: what answers need not load an HTTP client.
    from corpus.web.crawler import Crawler

    reach = settings.private_addresses
    return Crawler(replace(reach, private=reach.private or allow_private), proxy=settings.pages_proxy)


def prepare_encoder(settings: Settings, report: StepProgress) -> Encoder:
    """The encoder of the settings; prepared in the cache the first time."""
    progress = partial(report, "preparing the model")
    return open_encoder(settings.model, settings.cache, settings.query_prompt, settings.passage_prompt, progress)


def reindex(settings: Settings, report: StepProgress, encoder: Encoder | None = None) -> Reindexed:
    """Publish a snapshot of the shelf as it stands, and keep its bulletins for whoever has a receipt.

    Raises:
        ReceiptFileError: they cannot be kept; the old snapshot still answers.
        BuildError: nothing could be indexed; the same.
        BusyError: another process is building.
    """
    encoder = encoder or prepare_encoder(settings, report)
    library = open_library(settings)
    mark = shelf_mark(settings, encoder)
    shelf = library.load()
    open_history(settings).keep_all(shelf.bulletins)
    built = build(shelf.bulletins, encoder, index_place(settings), report)
    remember(index_folder(settings), mark)
    return Reindexed(built, shelf.faults)


def open_models(settings: Settings, report: StepProgress) -> Models:
    """What reads and writes, loaded once for all shelves."""
    encoder, reader = prepare_encoder(settings, report), _reader(settings, report)
    comparer, writer = _comparer(settings, reader, report), _writer(settings, reader, encoder)
    return Models(encoder, reader, _judge(settings, reader), comparer, writer)


def open_parts(
    settings: Settings, report: StepProgress, *, keep_old: bool = False, models: Models | None = None
) -> Answering:
    """Everything that answers from one shelf. A missing index is built first; so is one older than the shelf, unless
    `keep_old`. The models are loaded where none are given.

    Raises:
        SnapshotError: the index was made with another model, format or options; it is not replaced unasked.
    """
    it = models or open_models(settings, report)
    upgrade(index_folder(settings))
    place = index_place(settings)
    # What several bots share is built anew by an admin's act alone, not by whichever bot starts with another shelf.
    keep_old = keep_old or settings.store is not Store.FAISS
    faults = () if keep_old and place.stamp() is not None else _refresh(settings, place, report, it.encoder)
    return _answering(settings, open_retriever(place, it.encoder), it, faults)


def _answering(settings: Settings, retriever: Retriever, it: Models, faults: tuple[Fault, ...] = ()) -> Answering:
    searcher, lister = Searching(retriever), Lister(Searching(retriever), lambda: retriever.bulletins)
    extractor, relating = _extractor(settings, it.judge), _relating(it.comparer)
    answerer = Answerer(searcher, extractor, relating, max_error=settings.max_error, lister=lister)
    remembered = RememberedAnswers(answerer.answer, lambda: searcher.snapshot_id)
    timeline = TimelineFinder(searcher, extractor, it.comparer, max_error=settings.max_error)
    calendar = CalendarFinder(lambda: retriever.published, it.comparer)
    return Answering(retriever, answerer, remembered, timeline, lister, calendar, faults, it.writer)


def open_retriever(place: SnapshotPlace, encoder: Encoder) -> Retriever:
    """What searches the snapshot published at `place`, by the vectors of what was trained for its questions."""
    return Retriever(place, encoder, questions_of(encoder))


def _reader(settings: Settings, report: StepProgress) -> OnnxReader | None:
    """The reader that finds the spans, with the weights that the settings name."""
    if settings.reader == "none":
        return None
    weights = Path(settings.reader).expanduser() if _names_weights(settings.reader) else SHIPPED
    return OnnxReader(prepare_reader(settings.cache, weights, partial(report, "preparing the reader")))


def _names_weights(reader: str) -> bool:
    return reader.endswith(".safetensors") or Path(reader).expanduser().is_file()


def _judge(settings: Settings, reader: OnnxReader | None) -> Reader | None:
    """What tells which passages answer.

    Raises:
        SettingError: the settings name another cross-encoder, and no calibration for it.
        ModelError: that cannot be loaded.
    """
    if reader is None or settings.reader == "shipped" or _names_weights(settings.reader):
        return reader
    if settings.calibration is None:
        fit = f"python -m bot.lab.fitting.joint --reader {settings.reader} --out FILE"
        wanted = f"FVM_CALIBRATION beside it, a file that `{fit}` makes in a checkout"
        raise SettingError("FVM_READER", settings.reader, wanted)
    try:
        # Loads torch, which nothing else that answers needs, and which need not be installed.
        from index.reader.cross_encoder import CrossEncoderReader
    except ImportError as error:
        wanted = f"the package {error.name}, which is missing: run `pip install sentence-transformers`; or unset it"
        raise SettingError("FVM_READER", settings.reader, wanted) from error
    return CrossEncoderReader(settings.reader, reader)


def _extractor(settings: Settings, judge: Reader | None) -> Extractor:
    """What chooses the quotes: words and cosines, with what reads beside them where there is one.

    Raises:
        SettingError: the calibration that the settings name cannot be read.
    """
    words = HeuristicExtractor(shipped_calibration())
    if judge is None:
        return words
    try:
        return JointExtractor(words, TracedReader(judge), read_calibration(settings.calibration or JOINT))
    except (OSError, ValueError) as error:
        wanted = f"a calibration of this reader ({error})"
        raise SettingError("FVM_CALIBRATION", str(settings.calibration), wanted) from error


def _comparer(settings: Settings, reader: OnnxReader | None, report: StepProgress) -> OnnxComparer | None:
    """What compares an older statement with a later one, over the reader's words; None without a reader."""
    if reader is None:
        return None
    folder = prepare_comparer(settings.cache, progress=partial(report, "preparing the reader"))
    return OnnxComparer(folder, reader.words)


def _relating(comparer: OnnxComparer | None) -> Relating | None:
    """What tells which statement replaces which."""
    return None if comparer is None else ComparedStatements(comparer)


def open_endpoint(settings: Settings) -> Endpoint | None:
    """The language model that writes, where the settings name one."""
    if settings.llm_url is None:
        return None
    # Off by default, and then neither the writer nor an HTTP client is loaded.
    from bot.writer.endpoint import Endpoint

    return Endpoint(settings.llm_url, settings.llm_model, settings.llm_key, settings.llm_timeout)


def _writer(settings: Settings, reader: OnnxReader | None, encoder: Encoder) -> Writer | None:
    """What phrases answers, where the settings name an endpoint."""
    endpoint = open_endpoint(settings)
    if endpoint is None:
        return None
    # As above.
    from bot.writer.phrasing import Writer

    # Its limits on meaning were measured with the packaged encoder and hold for no other.
    return Writer(endpoint, reader, encoder.encode_queries if settings.model is None else None)


def open_answerer(settings: Settings, place: SnapshotPlace, encoder: Encoder, report: StepProgress) -> Answerer:
    """What answers from the snapshot published at `place`, be it the bot's own or a preview's."""
    reader, retriever = _reader(settings, report), open_retriever(place, encoder)
    models = Models(encoder, reader, _judge(settings, reader), _comparer(settings, reader, report), None)
    return _answering(settings, retriever, models).answerer


def _refresh(settings: Settings, place: SnapshotPlace, report: StepProgress, encoder: Encoder) -> tuple[Fault, ...]:
    """Index the shelf where that is due. The listing tells an unchanged shelf; no file is read for that."""
    folder = index_folder(settings)
    library = open_library(settings)
    if place.stamp() is not None:
        mark = shelf_mark(settings, encoder)
        if is_indexed(folder, mark) or place.manifest().model != encoder.name:
            return ()
        if not is_stale(library.load().bulletins, place, encoder.name):
            remember(folder, mark)
            return ()
    return reindex(settings, report, encoder).faults


def shelf_mark(settings: Settings, encoder: Encoder) -> str:
    """Changes with the shelf, the encoder, and the code that makes an index of them."""
    return shelf_files(settings).mark(f"{encoder.name} {REVISION}")
