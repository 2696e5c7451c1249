# Waybill as an image: docker build --tag waybill .
# Every stage starts from one pinned version, the one that the package `node` pins for machines. Tag,
# not digest: the tag is rebuilt with Debian's security fixes. Add the digest that your registry
# tells if your rules ask for one.
FROM node:24.21.0-slim AS base
WORKDIR /app

FROM base AS dependencies
COPY package.json package-lock.json ./
# The server of Restate is optional, and has a licence of its own: no image holds it.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM base AS development-dependencies
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

# The console's page and the service are bundled here; what bundles them stays behind.
FROM development-dependencies AS bundles
COPY machines ./machines
COPY src ./src
COPY scripts ./scripts
RUN node scripts/build-console.ts
RUN node scripts/build-service.ts

# What runs has Node and none of the package managers that come beside it.
FROM base AS runtime
RUN rm -rf /usr/local/lib/node_modules /usr/local/include/node /opt/yarn-* \
  /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
  /usr/local/bin/yarn /usr/local/bin/yarnpkg
ENV NODE_ENV=production
STOPSIGNAL SIGTERM

# The embedded Sanity, for trials: docker build --target embedded-sanity .
FROM runtime AS embedded-sanity
COPY --from=development-dependencies /app/node_modules/groq-js ./node_modules/groq-js
COPY --from=development-dependencies /app/node_modules/obug ./node_modules/obug
COPY package.json ./
COPY scripts/command.ts ./scripts/
COPY scripts/embedded-sanity ./scripts/embedded-sanity
USER 1000:1000
EXPOSE 3333
# It has no health of its own: any answer will do.
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3333/').catch(() => process.exit(1))"]
CMD ["node", "scripts/embedded-sanity/main.ts", "--host", "0.0.0.0"]

# The service, and the programs that read and tend its journal or ask how it is. The service is in a few
# files, since a start from its source spends most of its time on finding two thousand. Programs and
# workers are source as it is: Node 24 strips the types. Files belong to root, so that the process cannot change what it runs.
FROM runtime AS service
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json package-lock.json ./
COPY machines ./machines
COPY src ./src
COPY --from=bundles /app/src/console/page/dist ./src/console/page/dist
COPY --from=bundles /app/dist ./dist
COPY scripts/archive.ts scripts/calls.ts scripts/command.ts scripts/doctor.ts ./scripts/
COPY scripts/erase.ts scripts/eval.ts scripts/health.ts scripts/probe.ts scripts/replay.ts ./scripts/
COPY scripts/restate-register.ts ./scripts/
COPY scripts/archive ./scripts/archive
COPY scripts/calls ./scripts/calls
COPY scripts/doctor ./scripts/doctor
COPY scripts/erase ./scripts/erase
COPY scripts/eval ./scripts/eval
COPY scripts/health ./scripts/health
COPY scripts/replay ./scripts/replay
# The one place that is written to; the rest of the file system may be read-only.
RUN install --directory --owner=1000 --group=1000 --mode=0700 /var/lib/waybill/transcripts
ENV TRANSCRIPTS_DIR=/var/lib/waybill/transcripts
# What Node compiled when the image was built, which a start need not compile again; read, never written.
ENV NODE_COMPILE_CACHE=/app/dist/compiled
VOLUME ["/var/lib/waybill/transcripts"]
# The user `node` of the image, by number: Kubernetes cannot tell that a name is not root.
USER 1000:1000
EXPOSE 3000 9090
# The public port, since it is the one that callers need.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "scripts/probe.ts"]
# Not npm start: signals and the exit code are then those of the service itself.
CMD ["node", "dist/server.js"]
