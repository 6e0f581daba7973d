# Node's own version does not matter: the scripts run on the Node that package.json pins.
FROM node:24-bookworm-slim

WORKDIR /shop
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma/schema prisma/schema
RUN npm ci --omit=dev --no-audit --no-fund

COPY LICENSE ./
COPY prisma prisma
COPY public public
COPY src src
COPY views views
RUN mkdir .data && chown node:node .data

USER node
ENV PORT=3000
EXPOSE 3000
VOLUME /shop/.data
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm, so that the shop itself gets the signal to stop.
CMD ["node_modules/.bin/node", "src/server.ts"]
