from fastapi import APIRouter, FastAPI, Query
from pydantic import BaseModel

from controller.triage_controller import review, triage

router = APIRouter()


class Complaint(BaseModel):
    text: str


@router.post("/triage")
def triage_complaint(complaint: Complaint):
    return triage(complaint.text)


@router.get("/triage/review")
async def review_cases(seconds: float = Query(2, ge=0, le=60)):
    return await review(seconds)


app = FastAPI()
app.include_router(router)
