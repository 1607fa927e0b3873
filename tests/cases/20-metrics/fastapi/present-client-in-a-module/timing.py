from prometheus_client import Summary

LATENCY = Summary("latency_seconds", "Latency")


async def time_requests(request, call_next):
    with LATENCY.time():
        return await call_next(request)
