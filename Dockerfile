# One image for every process; docker-compose.yml says which command each one runs.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=project.settings
WORKDIR /app
# requirements-names.txt adds the model that NAMES_MODEL=fr_core_news_md reads names with, in the worker.
ARG REQUIREMENTS=requirements.txt
COPY ${REQUIREMENTS} .
RUN pip install --no-cache-dir --require-hashes -r ${REQUIREMENTS}

COPY . .
# The names of the collected files carry their contents' hash: made once here, the same in every process.
RUN SECRET_KEY=unused-while-building VOX_VAR=/app/var python manage.py collectstatic --noinput

RUN useradd --system --uid 1000 voxusagers && mkdir -p var && chown voxusagers var
USER voxusagers
ENV VOX_VAR=/app/var
EXPOSE 8000
CMD ["gunicorn", "project.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", "--worker-tmp-dir=/dev/shm"]
