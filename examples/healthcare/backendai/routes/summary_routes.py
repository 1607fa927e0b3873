from fastapi import APIRouter
from pydantic import BaseModel

from controller.summary_controller import summarise_patient, summarise_text

router = APIRouter()


class Note(BaseModel):
    text: str


@router.post("/summaries")
def summary(note: Note):
    return summarise_text(note.text)


@router.get("/summaries/patients/{patient_id}")
def patient_summary(patient_id: int):
    return summarise_patient(patient_id)
