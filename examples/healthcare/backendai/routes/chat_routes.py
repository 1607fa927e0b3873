from fastapi import APIRouter, HTTPException, Path
from pydantic import BaseModel

from controller.chat_controller import add_message, read_session

router = APIRouter()

SessionId = Path(pattern=r"^[a-z0-9-]{1,40}$")


class Message(BaseModel):
    text: str


@router.get("/chats/{session_id}")
def session(session_id: str = SessionId):
    found = read_session(session_id)
    if found is None:
        raise HTTPException(status_code=404, detail="No such session")
    return found


@router.post("/chats/{session_id}")
def message(body: Message, session_id: str = SessionId):
    return add_message(session_id, body.text)
