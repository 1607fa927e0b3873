from fastapi import APIRouter

import probes

router = APIRouter()
router.include_router(probes.router)
