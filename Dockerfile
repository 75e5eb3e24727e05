# syntax=docker/dockerfile:1
# One image for web, worker, beat and migrations; it carries the fonts of official letters.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
# Fandol (GPL-3 with font exception) lies in a TeX package of 49 MB; only its faces are kept.
RUN apt-get update \
    && apt-get download texlive-lang-chinese \
    && dpkg-deb --fsys-tarfile texlive-lang-chinese_*.deb | tar -x --wildcards './usr/share/*/fonts/*fandol/*' \
    && mkdir /fonts \
    && find usr -type f ! -name '*Braille*' -exec mv {} /fonts/ \;
COPY requirements/base.lock requirements/
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/base.lock

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-hanazono \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data portal \
    && install -d -o portal -g portal /data
COPY --from=build /venv /venv
COPY --from=build /fonts /usr/local/share/fonts/fandol
WORKDIR /app
# Cut once here, before the code that changes often: a letter takes half the time with small faces.
COPY portal/notices/font_cutting.py /tmp/
RUN /venv/bin/python /tmp/font_cutting.py /usr/local/share/fonts/fandol && rm /tmp/font_cutting.py
COPY manage.py ./
COPY portal portal
COPY filings filings
COPY ethics_review ethics_review
COPY enforcement enforcement
COPY templates templates
COPY static static
COPY docs/verification.md docs/
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_VAR=/data STATIC_ROOT=/app/collected FONT_DIR=/usr/local/share/fonts/fandol
# Collecting needs settings that load, not a secret that lasts: the keys live for this one line.
RUN SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(64))') FIELD_KEYS=unused \
    python manage.py collectstatic --noinput --verbosity 0
USER portal
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket", "--limit-request-line", "0", "--access-logfile", "-"]
