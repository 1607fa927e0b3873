from fastapi import APIRouter, FastAPI, UploadFile, WebSocket
from fastapi.responses import StreamingResponse

app = FastAPI(docs_url="/api/docs", openapi_url="/api/openapi.json")
router = APIRouter(prefix="/chat")


@app.get("/healthz")
def health():
    return {"status": "ok"}


@router.post("/ask")
async def ask(question: str):
    async def words():
        for word in question.split():
            yield f"data: {word}\n\n"

    return StreamingResponse(words(), media_type="text/event-stream")


@router.post("/files")
async def files(file: UploadFile):
    return {"bytes": len(await file.read())}


@app.websocket("/live/{room}")
async def live(socket: WebSocket, room: str):
    await socket.accept()


app.include_router(router, prefix="/api")
