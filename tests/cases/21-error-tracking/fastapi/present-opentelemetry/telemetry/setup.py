from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor


def observe(app):
    FastAPIInstrumentor.instrument_app(app)
