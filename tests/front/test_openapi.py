"""The front does what its OpenAPI document says, for any request that can be made of it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from bot.front.application import HERE
from tests.conftest import Student
from tests.front.fake_engine import FakeEngine
from tests.front.test_chat_api import Front

DOCUMENT = yaml.safe_load((HERE / "openapi.yml").read_text(encoding="utf-8"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]
schema = schemathesis.openapi.from_dict(DOCUMENT)


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    engine = FakeEngine()
    engine.start()
    serving = Front(tmp_path_factory.mktemp("data"), engine)
    serving.start()
    yield serving
    serving.stop()
    engine.stop()


@pytest.fixture
def token(front: Front) -> Iterator[str]:
    somebody = Student(front.url)
    yield somebody.client.headers["Authorization"]
    somebody.client.close()


@schema.parametrize()
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_front_is_as_documented(case, front: Front, token: str) -> None:
    # Unknown query parameters are ignored, and the token is always sent: only a body is bad.
    bad = {where for where, made in case.meta.components.items() if made.mode.is_negative}
    checks = [*CHECKS, negative_data_rejection] if bad == {ParameterLocation.BODY} else CHECKS
    case.call_and_validate(base_url=front.url, headers={"Authorization": token}, checks=checks)


def test_the_document_is_served(front: Front) -> None:
    assert httpx.get(f"{front.url}/openapi.json").json() == DOCUMENT


def test_every_route_of_the_chat_api_is_documented(front: Front) -> None:
    routes = front.application.app.app.routes  # inside the two middlewares
    served = {
        (route.path, method.lower())
        for route in routes
        if route.path.startswith("/api/")
        for method in route.methods - {"HEAD"}
    }
    documented = {
        (path, method) for path in DOCUMENT["paths"] for method in DOCUMENT["paths"][path]
    }
    assert served == documented
