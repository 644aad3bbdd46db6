"""How a deployment is made; needs no Ray."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from server.cluster import wire


class Options(BaseModel):
    """How a deployment is made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checkpoint: str = "permissive"
    engine: Literal["auto", "onnx", "torch"] = "auto"
    min_replicas: int = Field(default=1, ge=1)
    max_replicas: int = Field(default=1, ge=1)
    per_node: int | None = Field(default=None, ge=1)
    """Most replicas on one node; None leaves it to Ray."""
    cpus: float = Field(default=1, ge=0)
    gpus: float = Field(default=0, ge=0)
    """Share of a GPU that each replica gets; several replicas may share one."""
    ongoing: int = Field(default=16, ge=1)
    """Calls that one replica has at a time: what gathers while the network runs becomes its next batch."""
    queued: int = Field(default=64, ge=1)
    """Calls that wait at one proxy; beyond, callers are told to come back later."""
    batch: int = Field(default=wire.MAX_CROPS, ge=wire.MAX_CROPS)
    """Crops in one run of the network."""

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.min_replicas > self.max_replicas:
            raise ValueError(f"{self.min_replicas} replicas at least cannot be {self.max_replicas} at most")
        if self.gpus and self.engine == "onnx":
            raise ValueError("onnx runs on the CPU; replicas with a GPU need torch or auto")
        return self
