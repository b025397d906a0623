"""The floor under the live stream: plain async generators that send what they are handed, without any rule."""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

app = FastAPI()
listeners: set[asyncio.Queue[bytes]] = set()


@app.get("/ready")
async def ready() -> dict[str, Any]:
    """Say that it runs."""
    return {}


@app.get("/v1/stream")
async def stream() -> StreamingResponse:
    """Send whatever is handed out from now on."""
    mine: asyncio.Queue[bytes] = asyncio.Queue()
    listeners.add(mine)

    async def messages() -> AsyncIterator[bytes]:
        try:
            yield b"event: hello\ndata: {}\n\n"
            while True:
                yield await mine.get()
        finally:
            listeners.discard(mine)

    return StreamingResponse(messages(), media_type="text/event-stream")


@app.post("/send")
async def send(request: Request) -> dict[str, Any]:
    """Hand a message to every stream."""
    body = await request.body()
    for each in listeners:
        each.put_nowait(body)
    return {}


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["IGIZ_SERVER__PORT"]), log_level="warning", backlog=4096)
