"""The line network learns, resumes, folds and exports to one and the same function."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from training.errors import UnusableRun
from training.linereader.batches import collate, make_lines
from training.linereader.card import build_card, card_page, write_card
from training.linereader.evaluate import set_figures, sheet
from training.linereader.export import architecture_of, averaged, check_parity, export_weights, folded_weights, mean_of
from training.linereader.fit import LineTrainer, line_loss
from training.linereader.forms import form_hands
from training.linereader.material import Example
from training.linereader.paper import PaperBank
from training.linereader.reading import greedy, log_probabilities
from training.linereader.record import line_record
from training.linereader.scribes import Scribe
from training.linereader.settings import LineSettings
from training.linereader.unfold import start_from_checkpoint
from vision.alphabet import BLANK, only_digits
from vision.line_crop import HEIGHT
from vision.line_network import LineArchitecture, LineNetwork
from vision.line_reader import SAFETENSORS, LineReader

SMALL = LineArchitecture(blocks=((6, 2, 2), (6, 1, 1), (8, 4, 2)), along=(12, 12), dropout=0.1)


def scribe() -> Scribe:
    return Scribe({"forms": form_hands(3, np.random.default_rng(0))}, {"forms": 1.0})


def settings(**changes: object) -> LineSettings:
    plain: dict[str, object] = {"batch": 4, "textures": 3, "validation": 6, "architecture": SMALL}
    return LineSettings("permissive", **{**plain, **changes})  # type: ignore[arg-type]


def steps(trainer: LineTrainer, count: int) -> list[float]:
    """The losses of so many steps."""
    losses = []
    for progress in trainer.run(3600):
        losses.append(progress.loss)
        if len(losses) == count:
            break
    return losses


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[LineTrainer, Path]:
    folder = tmp_path_factory.mktemp("line-run")
    trainer = LineTrainer(settings(), scribe(), scribe(), folder)
    steps(trainer, 12)
    trainer.save()
    return trainer, folder


def test_a_few_steps_lower_the_loss_on_the_same_lines() -> None:
    """Loss, gradients and optimiser work together: one batch can be learnt."""
    torch.manual_seed(0)
    network = LineNetwork(SMALL)
    batch = collate(make_lines(scribe(), PaperBank.make(2, 0), (3,), 4))
    optimiser = torch.optim.AdamW(network.parameters(), 3e-3)
    before = float(line_loss(network(batch.pictures), batch).detach())
    for _ in range(20):
        optimiser.zero_grad()
        loss = line_loss(network(batch.pictures), batch)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert float(loss.detach()) < 0.6 * before


def test_a_stopped_run_goes_on_from_its_step(run: tuple[LineTrainer, Path]) -> None:
    """Kills happen; the weights, the average, the rate's clock and the stream of lines must all come back."""
    trainer, folder = run
    again = LineTrainer(settings(), scribe(), scribe(), folder)
    assert again.resume()
    assert (again.step, again.seconds) == (trainer.step, trainer.seconds)
    for name, tensor in trainer.average.state_dict().items():
        assert torch.equal(tensor, again.average.state_dict()[name])


def test_a_run_of_other_settings_is_not_resumed(run: tuple[LineTrainer, Path]) -> None:
    """Two runs in one folder would leave weights that no record describes."""
    with pytest.raises(UnusableRun):
        LineTrainer(settings(seed=1), scribe(), scribe(), run[1]).resume()


def test_the_run_ends_with_its_time_and_is_measured(tmp_path: Path) -> None:
    """The last step leaves a saved state and a figure on held-out lines."""
    trainer = LineTrainer(settings(), scribe(), scribe(), tmp_path)
    last = list(trainer.run(1e-9))[-1]
    assert last.validation is not None
    assert (tmp_path / "state.pt").exists()
    assert trainer.history == [{"step": 1, "loss": round(last.loss, 5), "exact": round(last.validation, 5)}]


def test_the_folded_graph_answers_as_the_trained_network(run: tuple[LineTrainer, Path], tmp_path: Path) -> None:
    """What is served, what torch loads and what was measured while training are one function."""
    network = averaged(run[1], SMALL)
    export_weights(network.fold(), tmp_path)
    assert check_parity(tmp_path, SMALL) < 1e-3
    batch = collate(make_lines(scribe(), PaperBank.make(2, 0), (4,), 3))
    folded = network.fold()
    for one, other in zip(log_probabilities(network, batch), log_probabilities(folded, batch), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def test_weights_are_averaged_with_those_of_a_checkpoint(run: tuple[LineTrainer, Path], tmp_path: Path) -> None:
    """Half of the run and half of what was exported before, whichever way round; the card says so."""
    own = folded_weights(run[1], SMALL)
    other = LineNetwork(SMALL, folded=True)
    with torch.no_grad():
        for weight in other.parameters():
            weight.fill_(1.0)
    export_weights(other.eval(), tmp_path)
    mean = mean_of([own, folded_weights(tmp_path, SMALL)])
    for name, weight in mean.state_dict().items():
        torch.testing.assert_close(weight, (own.state_dict()[name] + 1) / 2)
    record = line_record(run[0].settings, scribe(), [])
    card = build_card("tiny", record, mean, {}, [], ["line-1", "line-2"])
    assert "mean of this run's and of line-1, line-2" in card_page(card)
    with pytest.raises(UnusableRun, match="another architecture"):
        folded_weights(tmp_path, LineArchitecture())


def test_an_exported_run_is_opened_and_measured(run: tuple[LineTrainer, Path], tmp_path: Path) -> None:
    """From a run to figures by the same road as the command."""
    network = folded_weights(run[1], SMALL)
    record = line_record(run[0].settings, scribe(), [])
    assert architecture_of(record["settings"]) == SMALL
    write_card(tmp_path, build_card("tiny", record, network, export_weights(network, tmp_path), []))
    reader = LineReader.open(tmp_path)
    assert reader is not None
    lines = make_lines(scribe(), PaperBank.make(2, 0), (4,), 3)
    examples = [Example("x", picture, picture, text, False) for picture, text in lines]
    figures = set_figures("made lines", reader, examples, calls=3)
    assert figures["count"] == 3
    assert 0 <= figures["exact"] <= figures["among_best_five"] <= 1
    assert sheet(reader, examples).ndim == 2
    assert "pen-like digit forms" in (tmp_path / "line_card.md").read_text()


def test_greedy_reading_joins_runs_and_drops_blanks() -> None:
    """The definition of CTC's collapse, by example."""
    frames = np.full((7, BLANK + 1), -9.0, np.float32)
    for t, k in enumerate((BLANK, 4, 4, BLANK, 4, 7, BLANK)):
        frames[t, k] = 0
    assert greedy(frames) == "447"


def test_the_network_reads_a_row_of_any_width() -> None:
    """Frames are a quarter of the columns, whatever the architecture's strides."""
    for architecture in (SMALL, LineArchitecture()):
        frames = LineNetwork(architecture).eval()(torch.zeros((2, HEIGHT, 44), dtype=torch.uint8))
        assert frames.shape == (2, 11, BLANK + 1)
        assert torch.allclose(frames.exp().sum(2), torch.ones(2, 11), atol=1e-5)


def assert_gone_on_from(folded: LineNetwork, tmp_path: Path) -> None:
    """A network of the architecture SMALL that begins with these weights answers as they do."""
    save_file({name: t.contiguous() for name, t in folded.state_dict().items()}, tmp_path / SAFETENSORS)
    pictures = collate(make_lines(scribe(), PaperBank.make(2, 0), (4,), 16)).pictures
    again = LineNetwork(SMALL)
    start_from_checkpoint(again, tmp_path, pictures)
    with torch.inference_mode():
        torch.testing.assert_close(again.eval()(pictures), folded(pictures), atol=1e-3, rtol=1e-3)


def test_shipped_weights_can_be_gone_on_from(tmp_path: Path, run: tuple[LineTrainer, Path]) -> None:
    """Folding is undone: the network that training goes on with answers as the folded one did."""
    assert_gone_on_from(run[0].average.fold(), tmp_path)


def test_blocks_beyond_those_of_the_weights_begin_as_identities(tmp_path: Path) -> None:
    """A network that sees farther begins with the function of the one it goes on from."""
    near = replace(SMALL, apart=())
    assert_gone_on_from(LineNetwork(near).eval().fold(), tmp_path)


def test_weights_that_know_digits_alone_are_widened(tmp_path: Path, run: tuple[LineTrainer, Path]) -> None:
    """Letters begin as unlikely blanks, so nothing that was read before is lost."""
    folded = run[0].average.fold()
    state = {name: t.contiguous() for name, t in folded.state_dict().items()}
    rows = [*range(10), BLANK]
    state["head.weight"] = state["head.weight"][rows].contiguous()
    state["head.bias"] = state["head.bias"][rows].contiguous()
    save_file(state, tmp_path / SAFETENSORS)
    pictures = collate(make_lines(scribe(), PaperBank.make(2, 0), (4,), 16)).pictures
    again = LineNetwork(SMALL)
    start_from_checkpoint(again, tmp_path, pictures)
    with torch.inference_mode():
        expected = torch.log_softmax(folded(pictures)[..., rows], dim=2).numpy()
        found = only_digits(again.eval()(pictures).numpy())
    np.testing.assert_allclose(found, expected, atol=0.3)
