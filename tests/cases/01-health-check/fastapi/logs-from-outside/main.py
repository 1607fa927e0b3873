import logging

from fastapi import FastAPI

logger = logging.getLogger("doors")
api = FastAPI()


class RequestLog:
    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            logger.info("%s %s", scope["method"], scope["path"])
        await self.inner(scope, receive, send)


@api.get("/doors")
def doors():
    return []


app = RequestLog(api)
