"""The losses of the training; torch is loaded by what runs alone, since it takes every worker seconds that collects."""

from __future__ import annotations

import pytest


def test_the_span_loss_falls_as_the_right_ends_rise() -> None:
    import torch

    from bot.lab.training.losses import span_loss

    legal = torch.tensor([[True, False, True, True]])
    starts = ends = torch.tensor([2])
    flat, sharp = (
        span_loss(torch.tensor([[0.0, 9.0, high, 0.0]]), torch.tensor([[0.0, 9.0, high, 0.0]]), starts, ends, legal)
        for high in (0.0, 5.0)
    )
    assert sharp < flat
    assert flat == pytest.approx(1.0986, abs=1e-3)


def test_no_answer_counts_half() -> None:
    import torch

    from bot.lab.training.losses import span_loss

    logits, legal = torch.zeros(2, 3), torch.ones(2, 3, dtype=torch.bool)
    answered, unanswered = span_loss(logits, logits, torch.tensor([1, 0]), torch.tensor([1, 0]), legal)
    assert unanswered == pytest.approx(float(answered) / 2)


def test_order_is_judged_within_a_question_only() -> None:
    import torch

    from bot.lab.training.losses import order_loss

    answers, groups = torch.tensor([1.0, 0.0, 0.0, 0.0]), torch.tensor([0, 0, 1, 1])
    right = order_loss(torch.tensor([6.0, 0.0, -9.0, -9.0]), answers, groups)
    wrong = order_loss(torch.tensor([0.0, 6.0, -9.0, -9.0]), answers, groups)
    assert right < 0.1 < 3 < wrong


def test_without_an_answer_all_of_the_list_is_to_be_low() -> None:
    import torch

    from bot.lab.training.losses import order_loss

    answers, groups = torch.zeros(3), torch.tensor([0, 1, 1])
    low, high = order_loss(torch.full((3,), -6.0), answers, groups), order_loss(torch.full((3,), 6.0), answers, groups)
    assert low < 0.01 < 6 < high


def test_the_order_of_the_windows_does_not_matter() -> None:
    import torch

    from bot.lab.training.losses import order_loss

    logits, answers = torch.tensor([1.0, -2.0, 0.5, 3.0, -1.0]), torch.tensor([0.0, 0.0, 1.0, 0.0, 0.0])
    groups, other = torch.tensor([0, 1, 0, 0, 1]), torch.tensor([3, 4, 2, 0, 1])
    shuffled = order_loss(logits[other], answers[other], groups[other])
    assert float(shuffled) == pytest.approx(float(order_loss(logits, answers, groups)))


def test_a_batch_without_an_answer_can_be_learnt_from() -> None:
    import torch

    from bot.lab.training.losses import total

    logits = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = total([torch.zeros(2)], logits, torch.zeros(2), torch.tensor([0, 1]))
    loss.backward()
    assert torch.isfinite(loss)
    assert logits.grad is not None
