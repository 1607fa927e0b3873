import os
from enum import Enum

from sqlalchemy import create_engine


class Side(Enum):
    WRITER = "writer"
    READER = "reader"


engines = {
    Side.WRITER: create_engine(os.environ["WRITER_URL"]),
    Side.READER: create_engine(os.environ["READER_URL"]),
}
