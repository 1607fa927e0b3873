import uuid


def request_id() -> str:
    return uuid.uuid4().hex
