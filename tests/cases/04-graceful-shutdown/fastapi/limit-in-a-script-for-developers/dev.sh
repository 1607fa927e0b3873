#!/bin/sh
uvicorn main:app --reload --timeout-graceful-shutdown 1
