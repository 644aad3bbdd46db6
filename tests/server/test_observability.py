"""The dashboard and the alert rules name only what /metrics has: metrics, labels and their values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from prometheus_client import Counter, Gauge, Histogram

from server.lanes import Lane
from server.metrics import Metrics

FOLDER = Path(__file__).parents[2] / "deploy" / "observability"
DASHBOARD = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))
ALERTS = yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))

FROM_PROMETHEUS = {"job", "instance", "le"}
"""Labels that Prometheus itself puts on."""

SELECTOR = re.compile(r"\b((?:numeral|process)_[a-z_]+)\{([^}]*)\}")
GROUPING = re.compile(r"\bby \(([^)]*)\)")


class Expression(NamedTuple):
    """One PromQL expression and where it stands."""

    where: str
    text: str


def expressions() -> list[Expression]:
    panels = [
        Expression(panel["title"], target["expr"]) for panel in DASHBOARD["panels"] for target in panel["targets"]
    ]
    rules = [Expression(rule["alert"], rule["expr"]) for group in ALERTS["groups"] for rule in group["rules"]]
    return panels + rules


def samples() -> dict[str, set[str]]:
    """Every sample name that /metrics may have, with its labels."""
    return {**dict(_own()), **dict(_of_readers()), **{name: set() for name in _of_process()}, "up": set()}


def _own() -> Iterator[tuple[str, set[str]]]:
    registry = Metrics().registry
    for collector in set(registry._collector_to_names):
        if not isinstance(collector, Counter | Gauge | Histogram):
            continue
        suffixes = {"counter": ["_total"], "gauge": [""], "histogram": ["_bucket", "_count", "_sum"]}[collector._type]
        for suffix in suffixes:
            yield collector._name + suffix, set(collector._labelnames)


class NoReader:
    """A reading process that is not there."""

    name, pid, deaths = "camera-0", None, 0


def _of_readers() -> Iterator[tuple[str, set[str]]]:
    metrics = Metrics()
    metrics.processes.watch([NoReader()])
    for family in metrics.processes.collect():
        for sample in family.samples:
            yield sample.name, set(sample.labels)


def _of_process() -> set[str]:
    families = Metrics().registry.collect()
    return {sample.name for family in families for sample in family.samples if sample.name.startswith("process_")}


def names_in(text: str) -> set[str]:
    quoted_out = re.sub(r'"[^"]*"', '""', text)
    without_labels = re.sub(r"\{[^}]*\}", "{}", re.sub(r"\bby \([^)]*\)", "", quoted_out))
    return set(re.findall(r"\b(?:numeral|process)_[a-z_]+\b|\bup\b", without_labels))


@pytest.mark.parametrize("expression", expressions(), ids=lambda expression: expression.where)
def test_every_metric_that_is_asked_for_exists(expression: Expression) -> None:
    """A panel without data and an alert that never fires look like calm."""
    found = names_in(expression.text)
    assert found, expression.text
    assert found <= samples().keys()


@pytest.mark.parametrize("expression", expressions(), ids=lambda expression: expression.where)
def test_every_label_that_is_asked_for_exists(expression: Expression) -> None:
    """Likewise; and a bucket's quantile needs its `le`."""
    known = samples()
    for name, selectors in SELECTOR.findall(expression.text):
        labels = set(re.findall(r"(\w+)\s*[!=]=?~?\s*\"", selectors))
        assert labels <= known[name] | FROM_PROMETHEUS, name
    of_all = set[str]().union(*(known[name] for name in names_in(expression.text)))
    for grouping in GROUPING.findall(expression.text):
        labels = {label.strip() for label in grouping.split(",")}
        assert labels <= of_all | FROM_PROMETHEUS, expression.text
    assert ("histogram_quantile" in expression.text) == ("_bucket" in expression.text)
    if "histogram_quantile" in expression.text:
        assert re.search(r"by \(le\b", expression.text)


@pytest.mark.parametrize("expression", expressions(), ids=lambda expression: expression.where)
def test_expressions_are_whole(expression: Expression) -> None:
    """Brackets close; counters are asked for their rate, which survives a restart."""
    for opening, closing in ("()", "[]", "{}"):
        assert expression.text.count(opening) == expression.text.count(closing)
    for counter in re.findall(r"\bnumeral_\w+_(?:total|count|sum|bucket)\b", expression.text):
        assert re.search(rf"\b(?:rate|increase)\({counter}\b", expression.text), counter


def test_lanes_that_are_named_are_lanes() -> None:
    """A lane that is renamed takes its panels along."""
    named = {lane for _, text in expressions() for lane in re.findall(r'lane="(\w+)"', text)}
    assert named == {lane.name.lower() for lane in Lane}


def test_every_metric_of_ours_is_in_the_dashboard_or_in_an_alert() -> None:
    """What nobody looks at need not be counted."""
    asked = set[str]().union(*(names_in(text) for _, text in expressions()))
    ours = {re.sub(r"_(bucket|count|sum)$", "", name) for name in samples() if name.startswith("numeral_")}
    seen = {re.sub(r"_(bucket|count|sum)$", "", name) for name in asked}
    assert ours - seen == {"numeral_batch_seconds"}  # told by its stage already


def test_the_dashboard_is_one_that_grafana_takes() -> None:
    """Every panel has a place of its own, a kind, its source from the variable, and queries with their own letters."""
    assert DASHBOARD["schemaVersion"] >= 36
    assert {variable["name"] for variable in DASHBOARD["templating"]["list"]} == {"datasource", "job"}
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        assert panel["type"] in ("timeseries", "stat")
        assert panel["datasource"]["uid"] == "${datasource}"
        letters = [target["refId"] for target in panel["targets"]]
        assert len(letters) == len(set(letters)) > 0
        cells = _cells(panel["gridPos"])
        assert not taken & cells, panel["title"]
        taken |= cells
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(numbers) == len(set(numbers))


def _cells(place: dict[str, int]) -> set[tuple[int, int]]:
    assert place["x"] + place["w"] <= 24
    columns, rows = range(place["x"], place["x"] + place["w"]), range(place["y"], place["y"] + place["h"])
    return {(x, y) for x in columns for y in rows}


def test_every_alert_says_what_to_do() -> None:
    """Whoever is woken by it has not built it."""
    rules: list[dict[str, Any]] = [rule for group in ALERTS["groups"] for rule in group["rules"]]
    names = [rule["alert"] for rule in rules]
    assert len(names) == len(set(names))
    for rule in rules:
        assert rule["labels"]["severity"] in ("page", "warn")
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["annotations"]["action"].endswith(".")
        assert re.fullmatch(r"\d+[ms]", rule.get("for", "0m"))


def test_prometheus_is_told_of_the_rules() -> None:
    """The configuration beside them names the file and the job that the rules ask for."""
    configuration = yaml.safe_load((FOLDER / "prometheus.yaml").read_text("utf-8"))
    assert [(FOLDER / name).name for name in configuration["rule_files"] if (FOLDER / name).is_file()] == [
        "alerts.yaml"
    ]
    assert [job["job_name"] for job in configuration["scrape_configs"]] == ["numeral"]
