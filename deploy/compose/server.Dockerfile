# Prosody 13 or Postfix as Debian has them, with the configuration that is mounted.
FROM debian:trixie-slim
ARG PACKAGE
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$PACKAGE" ca-certificates \
 && rm -rf /var/lib/apt/lists/*
