import jwt


class Tokens:
    def __init__(self, secret: str):
        self.secret = secret

    def read(self, token: str) -> dict:
        return jwt.decode(token, self.secret, algorithms=["HS256"])
