"""The commands, run as a person runs them, on a data folder of a few drawn digits."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.training.serving import serving
from tests.training.tiny import write_mnist
from training.cli import main
from training.mnist import load_mnist
from vision.checkpoint import Checkpoint


def _run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["numeral-train", *map(str, words)])
    return main()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a very small MNIST."""
    write_mnist(tmp_path / "data" / "mnist", 300)
    return tmp_path / "data"


def test_fit_export_and_evaluate_work_from_a_folder(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From data to a checkpoint that vision opens, with its record, card and figures."""
    runs, to = tmp_path / "runs", tmp_path / "mine"
    common = ("--data", data, "--runs", runs)
    assert _run(monkeypatch, "fit", "mnist", *common, "--epochs", 1, "--run", "short") == 0
    record = json.loads((runs / "short" / "run.json").read_text())
    assert record["finished"]
    assert record["data"][0]["count"] == 268
    assert record["history"][0]["mnist"] >= 0
    assert "loss" in capsys.readouterr().err
    assert _run(monkeypatch, "export", runs / "short", "--to", to, *common) == 0
    assert Checkpoint.open(to).card["name"] == "mine"
    assert (to / "card.md").read_text().startswith("# mine\n")
    capsys.readouterr()
    assert _run(monkeypatch, "evaluate", to, *common, "--sets", "digits", "--json", "-") == 0
    report = json.loads(capsys.readouterr().out)[0]
    assert report["figures"][0]["set"] == "MNIST test"
    assert report["figures"][0]["count"] == 300
    card = json.loads((to / "card.json").read_text())
    assert abs(report["figures"][0]["value"] - card["figures"][0]["value"]) < 0.011
    assert _run(monkeypatch, "evaluate", to, *common, "--limit", 2, "--json", tmp_path / "all.json") == 0
    shown = capsys.readouterr().out
    assert "MNIST test" in shown
    assert "frames of 30" in shown
    numbers = json.loads((tmp_path / "all.json").read_text())[0]["numbers"]
    counted = [(row["set"], row["exact"]["count"], row["pictures"]) for row in numbers]
    assert counted == [("frames", 6, 2), ("cut-out", 2, 2), ("displays", 2, 2)]


def test_a_finished_run_is_not_trained_again(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same command twice is one run."""
    words = ("fit", "mnist", "--data", data, "--runs", tmp_path, "--epochs", 1)
    assert _run(monkeypatch, *words) == 0
    first = (tmp_path / "mnist-0" / "state.pt").read_bytes()
    assert _run(monkeypatch, *words) == 0
    assert (tmp_path / "mnist-0" / "state.pt").read_bytes() == first


def test_ctrl_c_saves_and_says_how_to_go_on(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 130, as shells expect, and the run is resumed by the same command."""
    from training.fit import Trainer

    advance = Trainer._advance

    def interrupted(self: Trainer, *batch: object) -> float:
        if self.step == 1:
            raise KeyboardInterrupt
        return advance(self, *batch)  # type: ignore[arg-type]

    words = ("fit", "mnist", "--data", data, "--runs", tmp_path, "--epochs", 3)
    with monkeypatch.context() as pressed:
        pressed.setattr(Trainer, "_advance", interrupted)
        assert _run(pressed, *words) == 130
    assert "same command" in capsys.readouterr().err
    assert _run(monkeypatch, *words) == 0
    assert len(json.loads((tmp_path / "mnist-0" / "run.json").read_text())["history"]) == 3


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("fit", "emnist"), "permissive"),
        (("fit", "mnist", "--data", "nowhere"), "numeral-train fetch"),
        (("export", "nowhere", "--to", "x"), "holds no run"),
        (("evaluate", "nowhere", "--data", "nowhere"), "permissive"),
        (("fetch", "--only", "emnist"), "semeion"),
        (("fit",), "recipe"),
        (("fit", "mnist", "--epochs", "none"), "epochs"),
        (("nonsense",), "nonsense"),
    ],
)
def test_trouble_is_a_hint_and_exit_code_2(
    words: tuple[str, ...],
    hint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Never a stack trace, and nothing on stdout, where results go."""
    monkeypatch.chdir(tmp_path)
    assert _run(monkeypatch, *words) == 2
    shown = capsys.readouterr()
    assert hint in shown.err.replace("\n", " ").lower()
    assert "Traceback" not in shown.err
    assert shown.out == ""


def test_fetch_says_what_became_of_each_file(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mirror without the file ends in a hint and exit code 2."""
    with serving({}) as served:
        assert _run(monkeypatch, "fetch", "--dir", tmp_path, "--only", "semeion", "--mirror", served.address) == 2
        assert served.asked == [("/uci/semeion.zip", None)]
    assert "404" in capsys.readouterr().err


def test_help_is_no_trouble(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command is in it."""
    assert _run(monkeypatch, "--help") == 0
    shown = capsys.readouterr().out
    assert all(command in shown for command in ("fit", "evaluate", "export", "bank", "fetch"))


def test_sets_that_are_missing_stop_a_run_unless_it_may_do_without(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody with MNIST alone can still train the product's recipe, and is told with what."""
    words = ("fit", "permissive", "--data", data, "--runs", tmp_path, "--epochs", 1)
    assert _run(monkeypatch, *words) == 2
    assert "bhmsds" in capsys.readouterr().err
    assert _run(monkeypatch, *words, "--partly") == 0
    assert "Left out" in capsys.readouterr().err
    record = json.loads((tmp_path / "permissive-0" / "run.json").read_text())
    assert [entry["set"] for entry in record["data"]] == ["mnist", "shapes"]


def test_the_bank_has_training_digits_of_every_class(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Explanations compare with it; a digit of the test part in it would be shown as something learnt."""
    assert _run(monkeypatch, "bank", "--data", data, "--to", tmp_path / "bank.npz") == 0
    with np.load(tmp_path / "bank.npz") as bank:
        assert set(bank["labels"].tolist()) == set(range(10))
        trained = {image.tobytes() for image in load_mnist(data / "mnist", "train").images}
        assert all(crop.tobytes() in trained for crop in bank["crops"])
