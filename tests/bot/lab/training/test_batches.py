from __future__ import annotations

from index.encoder.packaged.base_model import PAD
from index.reader.tokens import assemble


def test_padding_is_marked() -> None:
    from bot.lab.training.batches import pad  # brings torch: seconds, which every worker would lose that only collects

    ids, attention = pad([assemble([10], [], [30]), assemble([10], [20, 21], [30])])
    assert ids.shape == attention.shape == (2, 8)
    assert ids[0, -2:].tolist() == [PAD, PAD]
    assert attention.sum(axis=1).tolist() == [6, 8]
