from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware

from settings import HOSTS, PAGES
from tides import router

app = FastAPI()

app.include_router(router)

app.add_middleware(CORSMiddleware, allow_origins=PAGES)

# Who asks for another host is sent away
app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
