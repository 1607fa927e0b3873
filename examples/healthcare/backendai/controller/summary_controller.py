from fastapi import HTTPException

from DB.postgresDB import get_db_connection, run_query
from services.summariser import model_name, summarise


def summarise_text(text):
    return {"summary": summarise(text), "model": model_name()}


def summarise_patient(patient_id):
    with get_db_connection() as conn:
        if conn is None:
            raise HTTPException(status_code=503, detail="No database")
        rows = run_query(conn, "SELECT notes FROM patients WHERE id = %s", (patient_id,))

    if not rows:
        raise HTTPException(status_code=404, detail="No such patient")

    print("Summarised the notes of patient", patient_id)
    return {"patient_id": patient_id, **summarise_text(rows[0][0] or "")}
