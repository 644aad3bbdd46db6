"""Who goes next: three lanes, a floor for the lower ones, and turns among the users inside a lane."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable, Iterator, Mapping
from enum import IntEnum
from typing import Generic, TypeVar

User = Hashable
Job = TypeVar("Job")


class Lane(IntEnum):
    """What is waiting, the most urgent first: a pen feels 10 ms, a camera a frame, an upload nothing."""

    INK = 0
    CAMERA = 1
    UPLOAD = 2


LANES = tuple(Lane)
EVERY_LANE = frozenset(Lane)

FLOORS = {Lane.INK: 0.0, Lane.CAMERA: 1 / 4, Lane.UPLOAD: 1 / 8}
"""The share of the work that a lane gets at least, while lanes above it have more than can be done."""


class Lanes(Generic[Job]):
    """Waiting jobs. `choose` names the lane whose turn it is, `head` its next job; `served` keeps books."""

    def __init__(self, turn: float, floors: Mapping[Lane, float] = FLOORS) -> None:
        """A lower lane's turn comes when its floor has earned it `turn` units of work."""
        self._turn = turn
        self._floors = floors
        self._jobs: dict[Lane, OrderedDict[User, deque[Job]]] = {lane: OrderedDict() for lane in Lane}
        self._owed = dict.fromkeys(Lane, 0.0)

    def add(self, lane: Lane, user: User, job: Job) -> None:
        """Queue `job` behind the user's other jobs in that lane."""
        self._jobs[lane].setdefault(user, deque()).append(job)

    def choose(self, allowed: frozenset[Lane] = EVERY_LANE) -> Lane | None:
        """The lane that is served now: the most urgent one, unless a lower one is owed a turn."""
        waiting = [lane for lane in LANES if self._jobs[lane] and lane in allowed]
        owed = [lane for lane in waiting[1:] if self._owed[lane] >= self._turn]
        return next(iter(owed or waiting), None)

    def head(self, lane: Lane) -> tuple[User, Job] | None:
        """The job whose turn it is inside `lane`; it stays until `remove`."""
        for user, jobs in self._jobs[lane].items():
            return user, jobs[0]
        return None

    def rotate(self, lane: Lane) -> None:
        """Put the user at the head behind the others of the lane."""
        users = self._jobs[lane]
        if users:
            users.move_to_end(next(iter(users)))

    def pop(self, lane: Lane) -> Job | None:
        """Take out the job whose turn it is; the next one is of another user, if others wait."""
        head = self.head(lane)
        if head is None:
            return None
        self.rotate(lane)
        self.remove(lane, *head)
        return head[1]

    def remove(self, lane: Lane, user: User, job: Job) -> bool:
        """Take `job` out; False when it is not there any more."""
        jobs = self._jobs[lane].get(user)
        if jobs is None or job not in jobs:
            return False
        jobs.remove(job)
        if not jobs:
            del self._jobs[lane][user]
        return True

    def heaviest(self, lane: Lane) -> tuple[User, Job] | None:
        """The oldest job of the user who has most jobs waiting in `lane`: what an overfull lane gives up."""
        users = self._jobs[lane]
        if not users:
            return None
        user = max(users, key=lambda user: len(users[user]))
        return user, users[user][0]

    def served(self, lane: Lane, cost: float) -> None:
        """Say that `lane` had `cost` units of work done; the waiting lanes below it earn their floor."""
        self._owed[lane] = max(0.0, self._owed[lane] - cost)
        for lower in LANES[lane + 1 :]:
            earned = self._owed[lower] + cost * self._floors[lower]
            self._owed[lower] = earned if self._jobs[lower] else 0.0

    def __iter__(self) -> Iterator[tuple[Lane, User, Job]]:
        """Every waiting job, as a copy that may be changed meanwhile."""
        return iter([(lane, user, job) for lane in Lane for user, jobs in self._jobs[lane].items() for job in jobs])
