# The service in one image: no compiler, no shell tools, not root, nothing downloaded when it runs
# (the embedding weights are an ordinary package among the dependencies).
#
#   docker build -t tickmark .
#   docker run --rm -p 127.0.0.1:8000:8000 -v tickmark:/data tickmark
#
# On Linux the default build of torch brings several GB of GPU libraries that the service does not
# use on a CPU. PyTorch publishes CPU builds on an index of its own; name it to pip with
#   docker build --build-arg TORCH_PIP_ARGS="--index-url <that index>" -t tickmark .

FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/tickmark
ENV PATH="/opt/tickmark/bin:$PATH"
WORKDIR /src

# Dependencies before code: a change of the code leaves these layers as they are.
COPY pyproject.toml constraints.txt ./
ARG TORCH_PIP_ARGS=""
RUN pip install $TORCH_PIP_ARGS "$(grep '^torch==' constraints.txt)"
RUN python -c "import tomllib; project = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
print(*project['dependencies'], *project['optional-dependencies']['postgres'], sep='\n')" \
    > requirements.txt \
    && pip install -r requirements.txt -c constraints.txt

COPY README.md LICENSE ./
COPY ingest ingest
COPY service service
COPY prompts prompts
COPY evals evals
RUN pip install --no-deps .

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin tickmark \
    && install -d -o tickmark -g tickmark /data
COPY --from=build /opt/tickmark /opt/tickmark
ENV PATH="/opt/tickmark/bin:$PATH" \
    HOME=/data \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HF_HUB_OFFLINE=1 \
    TICKMARK_DATA_DIR=/data \
    TICKMARK_HOST=0.0.0.0 \
    TICKMARK_PORT=8000
USER tickmark
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["tickmark", "serve"]
