# One image for web, worker, beat and the one-shot migration; docker-compose.yml says which is which.
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /venv
COPY requirements.txt ./
RUN /venv/bin/pip install --require-hashes --requirement requirements.txt
COPY . .
# The keys of this one command reach neither the image nor a database.
RUN SECRET_KEY=only-to-collect-the-static-files-0123456789 \
    FIELD_ENCRYPTION_KEYS=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE= \
    DATABASE_URL=postgres://nobody@localhost/none DATA_DIR=/app/data \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0 && rm -rf /app/data/media

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin mesa
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build --chown=root:root /app /app
# Only the attachments are written; everything else belongs to root and stays as it was built.
RUN install -d -o mesa -g mesa -m 0700 /app/data/media /app/data/beat
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2 DATA_DIR=/app/data
USER mesa
EXPOSE 8000
VOLUME /app/data/media
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
CMD ["granian", "--interface", "asginl", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--no-ws", "--respawn-failed-workers", "--backpressure", "64", "--log-level", "warning", "--workers-kill-timeout", "10", "helpdesk.asgi:application"]
