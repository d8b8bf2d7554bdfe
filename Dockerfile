# The program in an image of its own: `docker build --tag rehearsal --build-arg COMMIT="$(git rev-parse HEAD)" .`, then
# `docker run --rm --volume "$PWD:/data" --user "$(id -u):$(id -g)" rehearsal demo`.

FROM rust:1.95-slim-bookworm AS build
WORKDIR /source
COPY . .
# Bare sources have no commit to read.
ARG COMMIT=
RUN REHEARSAL_COMMIT="${COMMIT}" cargo build --locked --release --bin rehearsal

FROM debian:bookworm-slim
# Certificates for S3 and Personalize, and time zones for instants without an offset. Their newest versions are wanted.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 rehearsal \
    && install --directory --owner rehearsal /data
COPY --from=build /source/target/release/rehearsal /usr/local/bin/rehearsal
USER 10001
WORKDIR /data
ENTRYPOINT ["rehearsal"]
CMD ["--help"]
