from fastapi import APIRouter, FastAPI

router = APIRouter()


@router.post("/messages")
def answer(text: str):
    return {"answer": text}


app = FastAPI()
