import os

import psycopg2


def connect():
    return psycopg2.connect(os.environ["SEED_URL"], connect_timeout=3)


def seed():
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("insert into harbours values ('Emden') on conflict do nothing")


if __name__ == "__main__":
    seed()
