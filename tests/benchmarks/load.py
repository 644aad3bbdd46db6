"""The load generator: `python -m tests.benchmarks.load`, a job as JSON on stdin, its figures as JSON on stdout.

Built on `websockets` and `http.client`; of Numeral it knows the protocol and nothing else.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import struct
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks.statistics_of import percentiles

POINTS_PER_MESSAGE = 2
"""What a pen of 120 points a second brings in one frame of a 60 Hz screen."""

FRAMES_UNANSWERED = 2


class Client:
    """One socket that said hello."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._seq = 0

    async def send(self, kind: str, **fields: Any) -> None:
        await self._socket.send(json.dumps({"type": kind, **fields}))

    async def get(self, kind: str) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = json.loads(await self._socket.recv())
            if message["type"] == "error":
                raise RuntimeError(message["code"])
            if message["type"] == kind:
                return message

    async def ink(self, kind: str, **fields: Any) -> float:
        """Send an ink message and wait until its reading is here; returns the milliseconds."""
        self._seq += 1
        began = time.perf_counter()
        await self.send(f"ink.{kind}", seq=self._seq, **fields)
        while (await self.get("ink.reading"))["seq"] < self._seq:
            pass
        return (time.perf_counter() - began) * 1e3

    async def frame(self, number: int, jpeg: bytes) -> None:
        header = struct.pack(">BBHId", 1, 1, 0, number % 2**32, time.perf_counter() * 1e3)
        await self._socket.send(header + jpeg)


async def opened(stack: AsyncExitStack, job: dict[str, Any], canvas: str) -> Client:
    """A client whose socket is closed with the stack."""
    address = f"ws://127.0.0.1:{job['port']}/live"
    origin = f"http://127.0.0.1:{job['port']}"
    options: dict[str, Any] = {"origin": origin, "compression": None, "max_size": 2**24}
    socket = await stack.enter_async_context(connect(address, additional_headers={"Cookie": job["cookie"]}, **options))
    client = Client(socket)
    await client.send("hello", version=1, canvas=f"{canvas}-{os.getpid()}")
    await client.get("welcome")
    return client


async def strokes(job: dict[str, Any]) -> dict[str, float]:
    """Draw a recorded ink again and again, a message at a time; milliseconds from message to reading."""
    ink = job["ink"]
    times_ms: list[float] = []
    async with AsyncExitStack() as stack:
        client = await opened(stack, job, "strokes")
        await client.ink("canvas", width=ink["width"], height=ink["height"], pen_px=ink["pen_px"])
        while len(times_ms) < job["messages"]:
            for number, stroke in enumerate(ink["strokes"]):
                points = [[x, y, 8.0 * i, 0.5] for i, (x, y, *_) in enumerate(stroke)]
                for start in range(0, len(points), POINTS_PER_MESSAGE):
                    some = points[start : start + POINTS_PER_MESSAGE]
                    times_ms.append(await client.ink("points", stroke=number, points=some))
            await client.ink("clear")
    warm = times_ms[len(times_ms) // 10 :]
    return {**percentiles(warm), "messages": len(warm)}


async def frames(job: dict[str, Any]) -> dict[str, float]:
    """Send one picture from several clients as fast as it is answered; frames a second and the answers' age."""
    jpeg = job["jpeg"]
    ages_ms: list[float] = []
    until = time.perf_counter() + job["warm_up_s"] + job["seconds"]
    counted_from = time.perf_counter() + job["warm_up_s"]

    async def film(client: Client) -> None:
        await client.send("camera.start", id=1)
        sent, answered = 0, -1
        while time.perf_counter() < until:
            # A frame that was replaced by a newer one is never answered: the newer one's answer counts for both.
            while sent - answered <= FRAMES_UNANSWERED:
                await client.frame(sent, jpeg)
                sent += 1
            answer = await client.get("camera.reading")
            answered = answer["frame"]
            if (now := time.perf_counter()) >= counted_from:
                ages_ms.append(now * 1e3 - answer["captured_ms"])

    async with AsyncExitStack() as stack:
        clients = [await opened(stack, job, f"film-{number}") for number in range(job["clients"])]
        await asyncio.gather(*(film(client) for client in clients))
    return {"per_s": len(ages_ms) / job["seconds"], "frames": len(ages_ms), **percentiles(ages_ms)}


async def crowd(job: dict[str, Any]) -> dict[str, float]:
    """Many users who draw a little and stay; ends when a line comes on stdin."""
    ink = job["ink"]
    async with AsyncExitStack() as stack:
        clients = [await opened(stack, job, f"crowd-{number}") for number in range(job["clients"])]
        points = [[x, y, 8.0 * i, 0.5] for i, (x, y, *_) in enumerate(ink["strokes"][0])]
        await asyncio.gather(*(client.ink("points", stroke=0, points=points) for client in clients))
        print("drawn", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
    return {}


async def uploads(job: dict[str, Any]) -> dict[str, float]:
    """Post pictures, several at a time, and wait until all of them are read; uploads a second."""
    picture = job["jpeg"]
    part = b'--x\r\nContent-Disposition: form-data; name="files"; filename="page.jpg"\r\n\r\n' + picture
    headers = {"Cookie": job["cookie"], "Origin": f"http://127.0.0.1:{job['port']}"}

    def request(method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", job["port"], timeout=120)
        form = {"Content-Type": "multipart/form-data; boundary=x"} if body is not None else {}
        connection.request(method, path, body, headers | form)
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def post(_: int) -> str:
        return str(request("POST", "/api/readings", part + b"\r\n--x--\r\n")["readings"][0]["id"])

    def wait(reading_id: str) -> None:
        while request("GET", f"/api/readings/{reading_id}")["status"] != "done":
            time.sleep(0.01)

    began = time.perf_counter()
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(post, range(job["uploads"])))
    posted_s = time.perf_counter() - began
    for reading_id in reversed(ids):
        wait(reading_id)
    return {"per_s": len(ids) / (time.perf_counter() - began), "posted_per_s": len(ids) / posted_s}


JOBS = {"strokes": strokes, "frames": frames, "crowd": crowd, "uploads": uploads}


def main() -> None:
    """Run the job on stdin; it names the files of ink and picture."""
    job = json.loads(sys.stdin.readline())
    job["jpeg"] = Path(job["jpeg"]).read_bytes()
    job["ink"] = json.loads(Path(job["ink"]).read_text("utf-8"))
    print(json.dumps(asyncio.run(JOBS[job["job"]](job))), flush=True)


if __name__ == "__main__":
    main()
