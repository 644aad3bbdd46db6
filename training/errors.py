"""What can go wrong while training or evaluating, each with a hint that says what to do next.

TrainingError
├── MissingData        a set's file is not in the data folder
├── DamagedData        a set's file is there, but not as expected
├── UnknownRecipe      no recipe, set or checkpoint of that name
├── UnusableRun        a run's folder that cannot be resumed or exported
└── FetchFailed        a download that did not arrive or did not match its checksum
"""


class TrainingError(Exception):
    """The base of every expected error in `training`; `str()` says what happened."""

    code = "training.error"
    hint = "Run `numeral-train --help` for what can be asked."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.hint)


class MissingData(TrainingError):
    """Raised when a set's file is not in the data folder."""

    code = "data.missing"
    hint = "Run `numeral-train fetch`, or name the folder that has the sets with --data."


class DamagedData(TrainingError):
    """Raised when a set's file cannot be what it should be."""

    code = "data.damaged"
    hint = "Delete the file and run `numeral-train fetch` again."


class UnknownRecipe(TrainingError):
    """Raised for a name that is not in the list."""

    code = "recipe.unknown"
    hint = "Run `numeral-train fit --help` for the recipes there are."


class UnusableRun(TrainingError):
    """Raised when a run's folder holds no state, or one of another recipe."""

    code = "run.unusable"
    hint = "Name another folder with --run, or delete this one and start again."


class FetchFailed(TrainingError):
    """Raised when a file could not be downloaded whole and right; nothing half-made is left in its place."""

    code = "fetch.failed"
    hint = "Check the connection and run the command again: it goes on where it stopped. Or name a --mirror."
