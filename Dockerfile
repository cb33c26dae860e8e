# A server with a release built into it. This image has not been built, because no container engine was available;
# docs/operations.md says what was checked instead.
#
#   docker build -t tabunka .
#   docker run --rm -p 8000:8000 tabunka

FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/tabunka
COPY constraints.txt pyproject.toml README.md LICENSE ./
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes -r constraints.txt
COPY ontology ontology
COPY mappings mappings
COPY shapes shapes
COPY graph graph
COPY server server
COPY site site
COPY site.toml ./
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .
# The base is part of every URI and fixed in the release: give the address under which it will be reached.
ARG BASE_IRI=http://localhost:8000
RUN .venv/bin/tabunka build --base-iri "$BASE_IRI"

FROM python:3.11-slim-bookworm
# For the letters of pictures: without a font that has them, PNG is not offered.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-ipaexfont-gothic && rm -rf /var/lib/apt/lists/*
RUN useradd --system --home-dir /srv/tabunka tabunka
WORKDIR /srv/tabunka
COPY --from=build /srv/tabunka /srv/tabunka
USER tabunka
ENV TABUNKA_HOST=0.0.0.0 TABUNKA_PORT=8000
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD [".venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD [".venv/bin/tabunka", "serve"]
