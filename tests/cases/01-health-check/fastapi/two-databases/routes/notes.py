from fastapi import APIRouter

from db.postgres import get_connection, release_connection

router = APIRouter()


@router.get("/notes")
def notes():
    conn = get_connection()
    try:
        with conn.cursor() as cursor:
            cursor.execute("SELECT text FROM notes")
            return cursor.fetchall()
    finally:
        release_connection(conn)
