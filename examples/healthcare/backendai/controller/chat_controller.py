import json
from datetime import datetime, timezone
from pathlib import Path

from pymongo.errors import PyMongoError

from DB.mongodb import conversations_collection
from services.summariser import summarise

SESSIONS = Path("data/chat_sessions")


def read_session(session_id):
    path = SESSIONS / f"{session_id}.json"
    return json.loads(path.read_text()) if path.exists() else None


def add_message(session_id, text):
    session = read_session(session_id) or {"id": session_id, "messages": []}
    session["messages"].append(
        {"at": datetime.now(timezone.utc).isoformat(), "text": text}
    )
    (SESSIONS / f"{session_id}.json").write_text(json.dumps(session, indent=2))

    try:
        conversations_collection.replace_one({"id": session_id}, session, upsert=True)
    except PyMongoError as e:
        print(f"Session {session_id} is not in MongoDB: {e}")

    return {"reply": summarise(text, sentences=1), "messages": len(session["messages"])}
