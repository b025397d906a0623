"""The figures for operators: right, and bounded in number."""

from igiz.core.metrics import MAX_HANDLERS, MAX_ROUTES, Bounded, Metrics


def figures(metrics: Metrics) -> dict[str, float]:
    lines = metrics.render().decode().splitlines()
    return {
        name: float(value)
        for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))
        if "_created" not in name and "_bucket" not in name
    }


def test_the_figures_are_what_happened() -> None:
    metrics = Metrics()
    metrics.request("GET", "/v1/reports/{id}", 200, 0.5)
    metrics.request("GET", "/v1/reports/{id}", 204, 0.25)
    metrics.request("BREW", None, 404, 0.125)
    metrics.request("POST", "/v1/reports", 999, 1)
    metrics.write(0.5, True)
    metrics.write(0.25, False)
    metrics.streams(2)
    metrics.streams(1)
    metrics.outbox_age(-1)
    metrics.handler_failed("share.grants")
    assert figures(metrics) == {
        'igiz_requests_total{method="GET",route="/v1/reports/{id}",status="2xx"}': 2,
        'igiz_requests_total{method="other",route="other",status="4xx"}': 1,
        'igiz_requests_total{method="POST",route="/v1/reports",status="other"}': 1,
        'igiz_request_seconds_count{route="/v1/reports/{id}"}': 2,
        'igiz_request_seconds_sum{route="/v1/reports/{id}"}': 0.75,
        'igiz_request_seconds_count{route="other"}': 1,
        'igiz_request_seconds_sum{route="other"}': 0.125,
        'igiz_request_seconds_count{route="/v1/reports"}': 1,
        'igiz_request_seconds_sum{route="/v1/reports"}': 1,
        'igiz_writes_total{outcome="done"}': 1,
        'igiz_writes_total{outcome="failed"}': 1,
        "igiz_write_seconds_count": 2,
        "igiz_write_seconds_sum": 0.75,
        "igiz_stream_clients": 1,
        "igiz_outbox_age_seconds": 0,
        'igiz_handler_failures_total{handler="share.grants"}': 1,
    }


def test_the_number_of_label_values_is_bounded() -> None:
    metrics = Metrics()
    for number in range(MAX_ROUTES + 50):
        metrics.request("GET", f"/{number}", 200, 0)
        metrics.handler_failed(f"handler {number}")
    found = figures(metrics)
    assert sum(name.startswith("igiz_requests_total") for name in found) == MAX_ROUTES + 1
    assert found['igiz_requests_total{method="GET",route="other",status="2xx"}'] == 50
    assert sum(name.startswith("igiz_handler_failures_total") for name in found) == MAX_HANDLERS + 1


def test_a_known_value_passes_when_the_list_is_full() -> None:
    bounded = Bounded(1)
    assert [bounded("a"), bounded("b"), bounded("a")] == ["a", "other", "a"]


def test_two_processes_worth_of_figures_do_not_mix() -> None:
    first, second = Metrics(), Metrics()
    first.streams(1)
    assert figures(second)["igiz_stream_clients"] == 0
