import asyncio

import uvicorn


async def serve():
    server = uvicorn.Server(uvicorn.Config("shop.main:app", host="0.0.0.0", port=8000, timeout_graceful_shutdown=10))
    await server.serve()


if __name__ == "__main__":
    asyncio.run(serve())
