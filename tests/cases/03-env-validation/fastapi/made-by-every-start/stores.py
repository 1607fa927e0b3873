import os


class CloudStore:
    def __init__(self):
        self.key = os.environ["CLOUD_KEY"]
        self.url = os.environ["CLOUD_URL"]

    def read(self):
        return [self.url]
