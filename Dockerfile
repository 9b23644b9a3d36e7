# docker build -t winch . && docker run -p 5985:5985 -p 5986:5986 -v winch-data:/var/lib/winch -e WINCH_USER=alice:secret winch
#
# https on 5986 with a certificate made at the first start; on 5985 other hosts sign in with Negotiate only.
# Builds with Swift's own image and leaves an image that has neither Swift nor a compiler in it.

FROM swift:6.3.1-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        pkg-config libxml2-dev libsqlite3-dev libcurl4-openssl-dev libmicrohttpd-dev libgnutls28-dev libkrb5-dev libcrypt-dev libpam0g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
COPY wsdl wsdl
RUN swift build -c release --static-swift-stdlib \
    && cd .build/release && strip winchd winch winch-supervisor

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libxml2 libsqlite3-0 libcurl4 libmicrohttpd12 libgnutls30 libgssapi-krb5-2 gss-ntlmssp \
        libcrypt1 libstdc++6 ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 5985 --home-dir /var/lib/winch --create-home --shell /usr/sbin/nologin winch \
    && chmod 0700 /var/lib/winch
COPY --from=build /src/.build/release/winchd /src/.build/release/winch /usr/bin/
COPY --from=build /src/.build/release/winch-supervisor /usr/libexec/winch/
USER winch
ENV WINCH_LISTEN=0.0.0.0:5985,https://0.0.0.0:5986 WINCH_DATA=/var/lib/winch
VOLUME /var/lib/winch
EXPOSE 5985 5986
HEALTHCHECK --interval=30s --timeout=6s --start-period=5s CMD ["/usr/bin/winchd", "healthcheck"]
ENTRYPOINT ["/usr/bin/winchd"]
CMD ["serve"]
