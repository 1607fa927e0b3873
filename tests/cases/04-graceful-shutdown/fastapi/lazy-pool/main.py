from fastapi import FastAPI

import database

app = FastAPI()

@app.get('/notes')
def notes():
  conn = database.get_connection()
  try:
    with conn.cursor() as cursor:
      cursor.execute('SELECT text FROM notes')
      return cursor.fetchall()
  finally:
    database.release_connection(conn)
