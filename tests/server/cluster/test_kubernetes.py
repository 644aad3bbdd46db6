"""The manifests of `deploy/kubernetes`: valid for Kubernetes, and true to the program that they run.

Kubernetes' own kinds are held against its published schemas, strictly: an unknown field is an error. No package
carries the schema of KubeRay's RayService, so of it only the fields that are used are described here, and its pods
are held against Kubernetes' schema.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from server.cluster import wire
from server.cluster.address import SERVE_PORT, proxies_of
from server.cluster.options import Options
from server.settings import Settings

ROOT = Path(__file__).parents[3]
MANIFESTS = ROOT / "deploy" / "kubernetes"
VERSION = "1.33"

POD_TEMPLATE = {"type": "object", "required": ["spec"], "properties": {"metadata": {}, "spec": {"type": "object"}}}
START_PARAMS = {"type": "object", "additionalProperties": {"type": "string"}}
COUNT = {"type": "integer", "minimum": 0}
RAY_SERVICE = {
    "type": "object",
    "required": ["apiVersion", "kind", "metadata", "spec"],
    "additionalProperties": False,
    "properties": {
        "apiVersion": {"const": "ray.io/v1"},
        "kind": {"const": "RayService"},
        "metadata": {"type": "object", "required": ["name"]},
        "spec": {
            "type": "object",
            "required": ["serveConfigV2", "rayClusterConfig"],
            "additionalProperties": False,
            "properties": {
                "serveConfigV2": {"type": "string"},
                "rayClusterConfig": {
                    "type": "object",
                    "required": ["headGroupSpec"],
                    "additionalProperties": False,
                    "properties": {
                        "rayVersion": {"type": "string"},
                        "enableInTreeAutoscaling": {"type": "boolean"},
                        "autoscalerOptions": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {"idleTimeoutSeconds": COUNT},
                        },
                        "headGroupSpec": {
                            "type": "object",
                            "required": ["template"],
                            "additionalProperties": False,
                            "properties": {"rayStartParams": START_PARAMS, "template": POD_TEMPLATE},
                        },
                        "workerGroupSpecs": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["groupName", "minReplicas", "maxReplicas", "template"],
                                "additionalProperties": False,
                                "properties": {
                                    "groupName": {"type": "string"},
                                    "replicas": COUNT,
                                    "minReplicas": COUNT,
                                    "maxReplicas": COUNT,
                                    "rayStartParams": START_PARAMS,
                                    "template": POD_TEMPLATE,
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def documents() -> list[dict[str, Any]]:
    """Every resource of every manifest."""
    files = sorted(MANIFESTS.glob("*.yaml"))
    return [document for file in files for document in yaml.safe_load_all(file.read_text("utf-8"))]


def of_kind(kind: str) -> dict[str, Any]:
    """The one resource of that kind."""
    (found,) = (document for document in documents() if document["kind"] == kind)
    return found


def ray_pods() -> Iterator[dict[str, Any]]:
    """The templates of the head and of the workers."""
    cluster = of_kind("RayService")["spec"]["rayClusterConfig"]
    for group in (cluster["headGroupSpec"], *cluster["workerGroupSpecs"]):
        yield group["template"]


def containers() -> Iterator[dict[str, Any]]:
    """All containers of all pods."""
    templates = [document["spec"]["template"] for document in documents() if document["kind"] in ("Deployment", "Job")]
    for template in (*templates, *ray_pods()):
        yield from template["spec"]["containers"]


@pytest.mark.parametrize(
    "document", documents(), ids=lambda document: f"{document['kind']}-{document['metadata']['name']}"
)
def test_every_manifest_is_what_its_kind_allows(document: dict[str, Any]) -> None:
    """A misspelt field is ignored by nobody but the cluster, which then does something else."""
    if document["kind"] == "RayService":
        jsonschema.validate(document, RAY_SERVICE)
    else:
        kubernetes_validate.validate(document, VERSION, strict=True)


def test_the_pods_of_ray_are_pods() -> None:
    """What the operator makes of the templates."""
    for template in ray_pods():
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "checked"}, "spec": template["spec"]}
        kubernetes_validate.validate(pod, VERSION, strict=True)


def test_the_checker_finds_a_misspelt_field() -> None:
    """Otherwise the tests before say nothing."""
    wrong = of_kind("Deployment")
    wrong["spec"]["replcas"] = 2
    with pytest.raises(kubernetes_validate.ValidationError, match="replcas"):
        kubernetes_validate.validate(wrong, VERSION, strict=True)
    wrong = of_kind("RayService")
    wrong["spec"]["rayClusterConfig"]["workerGroupSpec"] = []
    with pytest.raises(jsonschema.ValidationError, match="workerGroupSpec"):
        jsonschema.validate(wrong, RAY_SERVICE)


def test_the_serve_configuration_runs_this_application() -> None:
    """Its import path exists, its arguments are the deployment's, its route is the one that is called."""
    config = yaml.safe_load(of_kind("RayService")["spec"]["serveConfigV2"])
    (application,) = config["applications"]
    options = Options.model_validate(application["args"])
    assert 1 <= options.min_replicas < options.max_replicas
    assert application["route_prefix"] == wire.ROUTE
    assert (config["proxy_location"], config["http_options"]["port"]) == ("EveryNode", SERVE_PORT)
    module, _, name = application["import_path"].partition(":")
    assert f"def {name}(" in (ROOT / (module.replace(".", "/") + ".py")).read_text("utf-8")
    if importlib.util.find_spec("ray") is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Ray's own, while it is loaded
            from ray.serve.schema import ServeDeploySchema

            ServeDeploySchema.model_validate(config)


def test_the_settings_are_settings() -> None:
    """A wrong one would stop every pod at its start. The recogniser is the service that KubeRay makes."""
    given = of_kind("ConfigMap")["data"]
    settings = Settings.model_validate({name.removeprefix("NUMERAL_").lower(): text for name, text in given.items()})
    (origin,) = proxies_of(settings.recogniser)
    assert origin == f"http://{of_kind('RayService')['metadata']['name']}-serve-svc:{SERVE_PORT}"
    hosts = {rule["host"] for rule in of_kind("Ingress")["spec"]["rules"]}
    assert {settings.public_url} == {f"https://{host}" for host in hosts}


def test_secrets_are_named_and_not_written() -> None:
    """And every one that is named is in the command that makes them."""
    assert "Secret" not in {document["kind"] for document in documents()}
    made = (MANIFESTS / "settings.yaml").read_text("utf-8")
    for container in containers():
        for variable in container.get("env", []):
            reference = variable["valueFrom"]["secretKeyRef"]
            assert reference["name"] == "numeral-secrets"
            assert f"--from-literal={reference['key']}=" in made


def test_pods_run_as_nobody_in_particular_and_within_bounds() -> None:
    """No root, no way up, a bound on memory."""
    everything = list(containers())
    assert len(everything) == 4
    for container in everything:
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["resources"]["limits"]["memory"]
