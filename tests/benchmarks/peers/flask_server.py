"""The older way, by Flask's own server: `python -m tests.benchmarks.peers.flask_server --port PORT`.

One picture a request as a form's file, one forward pass for it, and a bar chart drawn on the server as a PNG.
"""

from __future__ import annotations

import argparse
import base64
import logging
from io import BytesIO
from typing import Any

import numpy as np
from flask import Flask, request
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from tests.benchmarks.peers.network import Network, answer, crop_of


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    network = Network()

    def predict() -> dict[str, Any]:
        grey = np.asarray(Image.open(request.files["file"].stream).convert("L"))
        probabilities = network.probabilities([crop_of(grey)])[0]
        return {**answer(probabilities), "chart": base64.b64encode(chart(probabilities)).decode("ascii")}

    app = Flask(__name__)
    app.add_url_rule("/predict", view_func=predict, methods=["POST"])
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line for each request would only cost it time
    app.run("127.0.0.1", parser.parse_args().port, threaded=True)


def chart(probabilities: NDArray[np.float64]) -> bytes:
    """A PNG of ten bars; without pyplot, whose one state for all threads is not for servers."""
    figure = Figure(figsize=(6, 4))
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.bar(range(len(probabilities)), probabilities)
    axes.set_xticks(range(len(probabilities)))
    axes.set_ylim(0, 1)
    axes.set_xlabel("digit")
    axes.set_ylabel("probability")
    picture = BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()


if __name__ == "__main__":
    main()
